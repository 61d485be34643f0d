/**
 * The port by which the session machine talks to either kind of client. Everything shown between
 * two flushes leaves as one payload: one socket write, one WebSocket frame.
 */

import type { EdgeSettings, PromptNumbers } from "@ambon/bus/frames";
import type { DataRequest } from "@ambon/data/requests";
import type { Markup, OutputClass } from "@ambon/markup/tree";
import type { DataFrame, OutputFrame } from "./render-cache.ts";
import type { ResumeWish } from "./ws-messages.ts";

export type Payload = Uint8Array | string;

/** Telnet output up to the point where compression begins or ends. */
export interface CompressionTurn {
  readonly before: Uint8Array | null;
  readonly compress: boolean;
}

export type ByeReason =
  | "quit"
  | "takeover"
  | "kicked"
  | "banned"
  /** The game ends. */
  | "shutdown"
  /** Not by this gateway now: the session goes on by another one, or by this one in a moment. */
  | "later"
  | "graceOver"
  | "idle"
  | "slow"
  | "protocol";

/** What a client did, in the same words for telnet and browser. Text is not sanitized yet. */
export type ClientEvent =
  /** `n`: the client's own number for it, by which it is known again after a lost socket. */
  | { readonly e: "line"; readonly text: string; readonly n?: number }
  /** Numbered output up to here was shown. */
  | { readonly e: "seen"; readonly seq: number }
  /** It had a session before and wants to go on with it. */
  | { readonly e: "resume"; readonly wish: ResumeWish }
  | { readonly e: "lineTooLong"; readonly limit: number }
  /** What the client is, is known now: the dialogue may begin. */
  | { readonly e: "ready" }
  | { readonly e: "screenReader" }
  /** The complete set of data packages it wants, lower case. */
  | { readonly e: "packages"; readonly packages: readonly string[] }
  | { readonly e: "edgeSetting"; readonly colour?: boolean; readonly screenReader?: boolean }
  /** Data that the world is asked for, once. */
  | { readonly e: "request"; readonly request: DataRequest }
  /** A login by data; null: the program has none stored, so its user types. */
  | { readonly e: "credentials"; readonly credentials: Credentials | null }
  /** What may others be shown about the game that is played here? */
  | { readonly e: "presenceAsked" }
  /** Somebody is there although nothing was typed. */
  | { readonly e: "alive" }
  /** Asks for nothing but an answer of the client's own protocol; counts as a control message. */
  | { readonly e: "ping"; readonly answer: () => void }
  /** Not our protocol: the session ends with this sentence. */
  | { readonly e: "malformed"; readonly message: string };

/** A name and a password, or the token of a session that is to go on. */
export type Credentials =
  | { readonly name: string; readonly password: string }
  | { readonly wish: ResumeWish };

/** Of Char.Login: by password; and by a token as well. 0 = it does not log in by data. */
export type LoginVersion = 0 | 1 | 2;

/** What the gateway tells the player's program, beside what it shows and the world's data. */
export type ProgramWord =
  | { readonly w: "loginOffer"; readonly version: LoginVersion }
  | { readonly w: "loginToken"; readonly name: string; readonly token: string }
  | { readonly w: "loginResult"; readonly success: true }
  | { readonly w: "loginResult"; readonly success: false; readonly message: string }
  /** A package that gives the client an interface for this game. */
  | { readonly w: "interface"; readonly version: string; readonly url: string }
  /** Where sounds are, and one that is to be played now. */
  | { readonly w: "mediaPlace"; readonly url: string }
  | { readonly w: "sound"; readonly name: string; readonly caption: string }
  | { readonly w: "presence"; readonly game: string };

/** What a client is told when it is in the world. */
export interface Attachment {
  readonly name: string;
  /** For the next resume; replaces any earlier one. */
  readonly token: string;
  readonly session: string;
  /** Numbered output goes on after this. */
  readonly seq: number;
  /** The client's newest own number among the lines that were taken. */
  readonly line: number;
}

export interface Client {
  readonly transport: "telnet" | "websocket";
  /** What it shows for a line longer than the limit is cut there. */
  receive(payload: Payload): readonly ClientEvent[];
  /** The first thing to send when the socket is open. */
  open(): void;
  /** The time for negotiation is over. */
  settle?(): void;
  /** Answers a crawler that asks by a line of text. False: nothing is told, nothing was shown. */
  tellCrawler?(): boolean;
  /** How its program can log in by data. */
  readonly loginVersion?: LoginVersion;
  tellProgram?(word: ProgramWord): void;

  /** The gateway's own words, outside the numbered output. */
  say(kind: OutputClass, markup: Markup): void;
  /** Art is for eyes: `plain` is what a screen reader or a browser without art reads. */
  splash(art: readonly string[], plain: readonly string[]): void;
  /** What the next line is for; `secret` hides it while it is typed. */
  ask(label: string, secret: boolean): void;
  /** The question is answered and the next one is not there yet. */
  waiting(): void;
  notice(level: "info" | "error", text: string): void;

  attached(attachment: Attachment): void;
  /** The same session as before goes on. */
  resumed(attachment: Attachment): void;
  /** There is nothing to go on with; the login dialogue follows. */
  resumeFailed(message: string): void;
  /** A line of the client's own number was not taken, and must not be sent again. */
  refused(n: number): void;
  /** Numbered output; `gagged` takes the number and shows nothing. */
  output(frame: OutputFrame, seq: number, gagged: boolean): void;
  data(frame: DataFrame, seq: number): void;
  prompt(values: PromptNumbers, seq: number): void;
  /** From now on everything is rendered by these; null = the client knows them already. */
  settings(settings: EdgeSettings, seq: number | null): void;
  /** The answer to an empty line. */
  redrawPrompt(): void;
  /** The screen-reader mode of the login dialogue, before there are settings. */
  useScreenReader(): void;

  /** The last words; the socket is closed after the next flush. */
  bye(reason: ByeReason, message: string): void;
  /** What goes out before the payload of the next `flush`, in order. */
  takeTurns?(): readonly CompressionTurn[];
  /** Everything since the last flush as one payload; null when there is nothing. */
  flush(): Payload | null;
}
