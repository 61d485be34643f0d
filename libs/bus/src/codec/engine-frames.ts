/** Frames of an engine as messages of proto/ambon/link/v1/frames.proto, and back. */

import {
  type EngineFrame as EngineFrameMessage,
  CloseReason as Reason,
} from "@ambon/wire/gen/ambon/link/v1/frames_pb";
import type { CloseReason, EdgeSettings, EngineFrame, PromptNumbers } from "../frames.ts";
import { fromAccountReply, toAccountReply } from "./account-frames.ts";
import { fromJson } from "./json-values.ts";
import {
  enumNames,
  fromChannels,
  fromText,
  fromTexts,
  fromUint64,
  malformed,
  toText,
  toTexts,
  toUint32,
  toUint64,
} from "./values.ts";

type Kind = EngineFrameMessage["frame"];
type AttachedMessage = Extract<Kind, { case: "attached" }>["value"];
type SettingsMessage = NonNullable<AttachedMessage["settings"]>;
type OutputMessage = Extract<Kind, { case: "output" }>["value"];
type PromptMessage = Extract<Kind, { case: "prompt" }>["value"];
type DataMessage = Extract<Kind, { case: "data" }>["value"];
type Attached = Extract<EngineFrame, { f: "attached" }>;

const closeReasons = enumNames<CloseReason, Reason>("the reason to close", {
  quit: Reason.QUIT,
  takeover: Reason.TAKEOVER,
  kicked: Reason.KICKED,
  banned: Reason.BANNED,
  shutdown: Reason.SHUTDOWN,
  graceOver: Reason.GRACE_OVER,
  slow: Reason.SLOW,
});

/** Those that have no code of their own in usual-engine-frames.ts. */
export type UnusualEngineFrame = Exclude<
  EngineFrame,
  { f: "output" | "prompt" | "data" | "inputAck" }
>;

export const toEngineMessage = (frame: UnusualEngineFrame): EngineFrameMessage => ({
  $typeName: "ambon.link.v1.EngineFrame",
  frame: toKind(frame),
});

const toKind = (frame: UnusualEngineFrame): Kind => {
  if (frame.f === "accountReply") return { case: "accountReply", value: toAccountReply(frame) };
  const channel = toUint32(frame.channel);
  switch (frame.f) {
    case "attached":
      return { case: "attached", value: toAttached(frame, channel) };
    case "attachRefused": {
      const message = toText(frame.message);
      const retryMs = frame.retryMs === undefined ? undefined : toUint32(frame.retryMs);
      const engine = frame.engine === undefined ? undefined : toText(frame.engine);
      const url = frame.url === undefined ? undefined : toText(frame.url);
      return {
        case: "attachRefused",
        value: { $typeName: "ambon.link.v1.AttachRefused", channel, message, retryMs, engine, url },
      };
    }
    case "redirect":
      return {
        case: "redirect",
        value: {
          $typeName: "ambon.link.v1.Redirect",
          channel,
          engine: toText(frame.engine),
          url: toText(frame.url),
          grant: toText(frame.grant),
          epoch: frame.epoch === undefined ? undefined : toUint64(frame.epoch),
        },
      };
    case "settings": {
      const settings = toSettings(frame.settings);
      return {
        case: "settings",
        value: { $typeName: "ambon.link.v1.Settings", channel, settings },
      };
    }
    case "close":
      return {
        case: "close",
        value: {
          $typeName: "ambon.link.v1.Close",
          channel,
          reason: closeReasons.to(frame.reason),
          message: toText(frame.message),
        },
      };
  }
};

const toAttached = (frame: Attached, channel: number): AttachedMessage => ({
  $typeName: "ambon.link.v1.Attached",
  channel,
  playerName: toText(frame.playerName),
  resumeToken: toText(frame.resumeToken),
  grant: frame.grant === undefined ? undefined : toText(frame.grant),
  outputSeq: toUint32(frame.outputSeq),
  inputSeq: toUint32(frame.inputSeq),
  acceptedSeq: frame.acceptedSeq === undefined ? undefined : toUint32(frame.acceptedSeq),
  clientSeq: frame.clientSeq === undefined ? undefined : toUint64(frame.clientSeq),
  settings: frame.settings === undefined ? undefined : toSettings(frame.settings),
  epoch: frame.epoch === undefined ? undefined : toUint64(frame.epoch),
});

const toSettings = ({ colour, screenReader, prompt, muted, brief }: EdgeSettings) =>
  ({
    $typeName: "ambon.link.v1.EdgeSettings",
    colour,
    screenReader,
    prompt: toText(prompt),
    muted: toTexts(muted),
    brief,
  }) satisfies SettingsMessage;

/** Throws MalformedFrame. */
export const fromEngineMessage = ({ frame }: EngineFrameMessage): EngineFrame => {
  switch (frame.case) {
    case "accountReply":
      return fromAccountReply(frame.value);
    case "attached":
      return fromAttached(frame.value);
    case "attachRefused": {
      const { channel, message, retryMs, engine, url } = frame.value;
      return {
        f: "attachRefused",
        channel,
        message: fromText(message),
        ...(retryMs === undefined ? {} : { retryMs }),
        ...(engine === undefined ? {} : { engine: fromText(engine) }),
        ...(url === undefined ? {} : { url: fromText(url) }),
      };
    }
    case "redirect": {
      const { channel, engine, url, grant, epoch } = frame.value;
      const there = { engine: fromText(engine), url: fromText(url), grant: fromText(grant) };
      const since = epoch === undefined ? {} : { epoch: fromUint64(epoch) };
      return { f: "redirect", channel, ...there, ...since };
    }
    case "output":
      return fromOutput(frame.value);
    case "prompt":
      return fromPrompt(frame.value);
    case "data":
      return fromData(frame.value);
    case "settings": {
      const { channel, settings } = frame.value;
      return { f: "settings", channel, settings: fromSettings(settings) };
    }
    case "inputAck": {
      const { channel, inputSeq } = frame.value;
      return { f: "inputAck", channel, inputSeq };
    }
    case "close": {
      const { channel, reason, message } = frame.value;
      const why = { reason: closeReasons.from(reason), message: fromText(message) };
      return { f: "close", channel, ...why };
    }
    case undefined:
      return malformed("a frame of no known kind");
  }
};

type Fields<M> = Omit<M, "$typeName" | "$unknown">;

export const fromOutput = (message: Fields<OutputMessage>): EngineFrame => {
  const channels = fromChannels(message.channels);
  const { class: name, markupJson, briefJson } = message;
  const markup = fromJson(markupJson);
  return briefJson === undefined
    ? { f: "output", channels, class: fromText(name), markup }
    : { f: "output", channels, class: fromText(name), markup, brief: fromJson(briefJson) };
};

export const fromPrompt = ({ channel, valuesJson }: Fields<PromptMessage>): EngineFrame => ({
  f: "prompt",
  channel,
  values: fromPromptValues(fromJson(valuesJson)),
});

export const fromData = (message: Fields<DataMessage>): EngineFrame => {
  const { channels, package: name, valueJson } = message;
  const value = fromJson(valueJson);
  return { f: "data", channels: fromChannels(channels), package: fromText(name), value };
};

const fromAttached = (message: AttachedMessage): Attached => {
  const { channel, outputSeq, inputSeq, grant, acceptedSeq, clientSeq, settings, epoch } = message;
  return {
    f: "attached",
    channel,
    playerName: fromText(message.playerName),
    resumeToken: fromText(message.resumeToken),
    outputSeq,
    inputSeq,
    ...(grant === undefined ? {} : { grant: fromText(grant) }),
    ...(acceptedSeq === undefined ? {} : { acceptedSeq }),
    ...(clientSeq === undefined ? {} : { clientSeq: fromUint64(clientSeq) }),
    ...(settings === undefined ? {} : { settings: fromSettings(settings) }),
    ...(epoch === undefined ? {} : { epoch: fromUint64(epoch) }),
  };
};

const fromSettings = (message: SettingsMessage | undefined): EdgeSettings => {
  if (message === undefined) return malformed("settings without any");
  const { colour, screenReader, prompt, muted, brief } = message;
  const settings = { colour, screenReader, prompt: fromText(prompt), muted: fromTexts(muted) };
  return brief === undefined ? settings : { ...settings, brief };
};

const fromPromptValues = (values: unknown): PromptNumbers => {
  if (typeof values !== "object" || values === null || Array.isArray(values)) {
    return malformed("prompt values that are no object");
  }
  for (const value of Object.values(values)) {
    // JSON may say 1e999, which is read as infinite and cannot be written again.
    if (!Number.isFinite(value) && typeof value !== "string") {
      return malformed("a prompt value that is neither number nor text");
    }
  }
  return values as PromptNumbers;
};
