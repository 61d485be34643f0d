/**
 * `v1.ambon` as the browser speaks it. Text frames only: we send one JSON object per frame, the
 * server sends an array of messages per frame.
 *
 * We say `hello` first and the server answers `welcome`; `ask` says what the input line is for
 * (`secret` hides it); after `attached` every out, prompt, data and settings message counts `seq`
 * by one, and we report the highest one shown with `ack`. `bye` tells why the socket closes.
 * A `hello` with the token of a session goes on with it: `resumed`, or `resumeFailed` and login.
 *
 * Reading is tolerant: what is unknown or broken is dropped and counted, and nothing throws.
 */

import type { PromptValues } from "@ambon/game/effect";
import { type Markup, OUTPUT_CLASSES, type OutputClass } from "@ambon/markup/tree";
import { type DataUpdate, readData } from "./data-reader.ts";
import { readMarkup } from "./markup-reader.ts";
import { type Fields, fieldsOf, flag, integer, listOf, text, textEntry } from "./read.ts";

export const SUBPROTOCOL = "v1.ambon";
export const PROTOCOL_VERSION = 1;
export const CLIENT_NAME = "ambon-web/0.1.0";
/** Messages of one frame; more are dropped. */
export const FRAME_MESSAGES_MAX = 5_000;
const MUTED_MAX = 100;

export const BYE_REASONS = [
  "quit",
  "takeover",
  "kicked",
  "banned",
  "shutdown",
  "later",
  "graceOver",
  "idle",
  "slow",
  "protocol",
] as const;
export type ByeReason = (typeof BYE_REASONS)[number];

export interface EdgeSettings {
  readonly colour: boolean;
  readonly screenReader: boolean;
  readonly prompt: string;
  readonly muted: readonly string[];
}

/** Missing before attach. */
interface Numbered {
  readonly seq?: number;
}

/** In the world; a server that can resume says what for. */
interface Attachment {
  readonly t: "attached";
  readonly name: string;
  readonly token: string;
  readonly seq: number;
  readonly session?: string;
  /** Our newest own number among the lines that were taken. */
  readonly line?: number;
}

/** Between connection and server; the page never sees these (connection-session.ts). */
export type SessionMessage =
  | (Omit<Attachment, "t"> & { readonly t: "resumed" })
  | { readonly t: "resumeFailed"; readonly message: string }
  /** The line of this number was not taken and must not be sent again. */
  | { readonly t: "refused"; readonly n: number };

/** Whatever a frame may hold. */
export type FrameMessage = ServerMessage | SessionMessage;

export type ServerMessage =
  | { readonly t: "welcome"; readonly server: string; readonly version: string }
  | (Numbered & {
      readonly t: "out";
      readonly c: OutputClass;
      readonly m: Markup;
      /** A shorter telling. */
      readonly b?: Markup;
    })
  | { readonly t: "ask"; readonly secret: boolean; readonly label: string }
  | (Numbered & { readonly t: "prompt"; readonly text: string; readonly values: PromptValues })
  | (Numbered & { readonly t: "data"; readonly update: DataUpdate | null })
  | (Numbered & { readonly t: "settings"; readonly settings: EdgeSettings })
  | Attachment
  | { readonly t: "notice"; readonly level: "info" | "error"; readonly text: string }
  | { readonly t: "bye"; readonly reason: ByeReason; readonly message: string }
  | { readonly t: "pong"; readonly n: number };

export type ClientMessage =
  | {
      readonly t: "hello";
      readonly v: number;
      readonly client: string;
      readonly screenReader: boolean;
      /** A session to go on with, and the highest number shown of it. */
      readonly resume?: {
        readonly token: string;
        readonly session: string;
        readonly received: number;
      };
    }
  /** `n` is our own growing number for a line in the world. */
  | { readonly t: "line"; readonly text: string; readonly n?: number }
  | { readonly t: "ack"; readonly seq: number }
  | { readonly t: "sub"; readonly packages: readonly string[] }
  | { readonly t: "set"; readonly colour?: boolean; readonly screenReader?: boolean }
  | { readonly t: "ping"; readonly n: number };

const CLASSES: ReadonlySet<string> = new Set(OUTPUT_CLASSES);
const REASONS: ReadonlySet<string> = new Set(BYE_REASONS);

const numbered = (fields: Fields): Numbered =>
  typeof fields.seq === "number" && Number.isSafeInteger(fields.seq) ? { seq: fields.seq } : {};

const promptValues = (value: unknown): PromptValues => {
  const f = fieldsOf(value) ?? {};
  return {
    hp: integer(f.hp),
    maxHp: integer(f.maxHp),
    mana: integer(f.mana),
    maxMana: integer(f.maxMana),
    gold: integer(f.gold),
    level: integer(f.level),
    xpToLevel: integer(f.xpToLevel),
    room: text(f.room),
    enemy: text(f.enemy),
  };
};

const settings = (value: unknown): EdgeSettings => {
  const f = fieldsOf(value) ?? {};
  return {
    colour: flag(f.colour, true),
    screenReader: flag(f.screenReader),
    prompt: text(f.prompt),
    muted: listOf(f.muted, MUTED_MAX, textEntry),
  };
};

const output = (f: Fields): ServerMessage => {
  const kind = text(f.c);
  const c = CLASSES.has(kind) ? (kind as OutputClass) : "system";
  const base = { t: "out", c, m: readMarkup(f.m), ...numbered(f) } as const;
  return Array.isArray(f.b) ? { ...base, b: readMarkup(f.b) } : base;
};

const attachment = (f: Fields): Omit<Attachment, "t"> => ({
  name: text(f.name),
  token: text(f.token),
  seq: integer(f.seq),
  ...(typeof f.session === "string" ? { session: f.session } : {}),
  ...(f.line === undefined ? {} : { line: integer(f.line) }),
});

/** One message; undefined when its type is unknown. */
const message = (value: unknown): FrameMessage | undefined => {
  const f = fieldsOf(value);
  switch (f?.t) {
    case "welcome":
      return { t: "welcome", server: text(f.server), version: text(f.version) };
    case "out":
      return output(f);
    case "ask":
      return { t: "ask", secret: flag(f.secret), label: text(f.label, "Command") };
    case "prompt":
      return {
        t: "prompt",
        text: text(f.text),
        values: promptValues(f.values),
        ...numbered(f),
      };
    case "data":
      // An unknown package still counts in the sequence.
      return { t: "data", update: readData(f.p, f.v) ?? null, ...numbered(f) };
    case "settings":
      return { t: "settings", settings: settings(f.settings), ...numbered(f) };
    case "attached":
      return { t: "attached", ...attachment(f) };
    case "resumed":
      return { t: "resumed", ...attachment(f) };
    case "resumeFailed":
      return { t: "resumeFailed", message: text(f.message) };
    case "refused":
      return { t: "refused", n: integer(f.n) };
    case "notice":
      return { t: "notice", level: f.level === "error" ? "error" : "info", text: text(f.text) };
    case "bye": {
      const reason = text(f.reason);
      const known = REASONS.has(reason) ? (reason as ByeReason) : "protocol";
      return { t: "bye", reason: known, message: text(f.message) };
    }
    case "pong":
      return { t: "pong", n: integer(f.n) };
    default:
      return undefined;
  }
};

/** All messages of a frame, and how many parts of it could not be read. Never throws. */
export const parseFrame = (
  frame: string,
): { readonly messages: readonly FrameMessage[]; readonly dropped: number } => {
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    // Not JSON at all: one unreadable part, which the caller counts.
    return { messages: [], dropped: 1 };
  }
  const parts: readonly unknown[] = Array.isArray(value) ? value : [value];
  const messages = listOf(parts, FRAME_MESSAGES_MAX, message);
  return { messages, dropped: parts.length - messages.length };
};

export const encodeMessage = (out: ClientMessage): string => JSON.stringify(out);
