/**
 * Numbered output before it is addressed: what is said once, however many read it. One item is
 * made per effect and shared by reference by all its receivers, their histories and what waits
 * for them; its size is estimated once.
 */

import type { EngineFrame } from "@ambon/bus/frames";
import { flowOf, latestKey } from "@ambon/data/projection";

export type NumberedFrame = Extract<EngineFrame, { f: "output" | "prompt" | "data" | "settings" }>;
type WithoutAddress<F> = F extends unknown ? Omit<F, "channel" | "channels"> : never;

export type Payload = WithoutAddress<NumberedFrame>;
/** What may be said to many with one frame. */
export type SharedPayload = Extract<Payload, { f: "output" | "data" }>;

export interface OutputItem<P extends Payload = Payload> {
  readonly payload: P;
  /** Estimate of its encoded size. */
  readonly bytes: number;
  readonly atMs: number;
}

export const newItem = <P extends Payload>(payload: P, nowMs: number): OutputItem<P> => ({
  payload,
  bytes: estimatedBytes(payload),
  atMs: nowMs,
});

/** The frame for one channel. */
export const toOne = (payload: Payload, channel: number): NumberedFrame => {
  switch (payload.f) {
    case "output":
    case "data":
      return toMany(payload, [channel]);
    case "prompt":
    case "settings":
      return { ...payload, channel };
  }
};

/** One frame for all these channels. */
export const toMany = (payload: SharedPayload, channels: readonly number[]): NumberedFrame => ({
  ...payload,
  channels,
});

/** Of equal keys only the newest matters; "" = each matters. */
export const replaceKey = (payload: Payload): string => {
  if (payload.f === "prompt" || payload.f === "settings") return payload.f;
  if (payload.f !== "data" || flowOf(payload.package) !== "latest") return "";
  return latestKey(payload.package, payload.value);
};

/** Lines of these classes are what goes on around a player: too many of them become a count. */
const CHATTER: ReadonlySet<string> = new Set([
  "movement",
  "combat",
  "combat_other",
  "chat",
  "emote",
]);

/** What may be left out when it is too much; the twin of a channel's line in a panel too. */
export const isChatter = (payload: Payload): boolean =>
  payload.f === "output"
    ? CHATTER.has(payload.class)
    : payload.f === "data" && flowOf(payload.package) === "chatter";

/** A prompt's values are a few small numbers and names. */
const PROMPT_BYTES = 192;

/** Near the length of its JSON; a walk over the tree, without building any text. */
export const estimatedBytes = (payload: Payload): number => {
  switch (payload.f) {
    case "output":
      return (
        48 + sizeOf(payload.markup) + (payload.brief === undefined ? 0 : sizeOf(payload.brief))
      );
    case "data":
      return 48 + sizeOf(payload.value);
    case "prompt":
      return PROMPT_BYTES;
    case "settings":
      return 48 + sizeOf(payload.settings);
  }
};

/** Of what is long and shown again, such as `who`: nothing that was sent is ever changed. */
const longSizes = new WeakMap<object, number>();
const LONG_BYTES = 4096;

const sizeOf = (value: unknown): number => {
  if (typeof value !== "object" || value === null) return walkedSize(value);
  const known = longSizes.get(value);
  if (known !== undefined) return known;
  const bytes = walkedSize(value);
  if (bytes >= LONG_BYTES) longSizes.set(value, bytes);
  return bytes;
};

const walkedSize = (value: unknown): number => {
  if (typeof value === "string") return value.length + 3;
  if (typeof value !== "object" || value === null) return 6;
  let bytes = 2;
  if (Array.isArray(value)) {
    for (const one of value) bytes += walkedSize(one);
    return bytes;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  for (const key in fields) bytes += key.length + 4 + walkedSize(fields[key]);
  return bytes;
};
