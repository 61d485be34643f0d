/**
 * Who opens a call proves that they know the cluster's secret, and the one that answers does too.
 *
 *   metadata of the open:  ambon-peer, ambon-target, ambon-time, ambon-nonce, ambon-key, ambon-mac
 *   mac    = HMAC over "open", method, target, peer, time, nonce
 *   proof  = HMAC over "answer", method, target, peer, nonce
 *
 * Each field stands behind its length, so that no two opens have the same signed bytes. An open
 * names whom it is for, counts for CLOCK_TOLERANCE_MS either way, and its nonce counts once.
 */

import { fail, ok, type Result } from "@ambon/kernel/result";

/** How far the caller's clock may be from ours, either way. */
export const CLOCK_TOLERANCE_MS = 30_000;
const FIELD_MAX = 128;
const MAC = /^[0-9a-f]{64}$/;

/** Signs with the current key, checks with any that is accepted, equally long for all MACs. */
export interface ProofKeys {
  readonly currentId: string;
  sign(bytes: Uint8Array): Uint8Array;
  verify(keyId: string, bytes: Uint8Array, mac: Uint8Array): "good" | "forged" | "unknownKey";
}

/** Remembers nonces for twice the tolerance. */
export interface NonceDoor {
  admit(nowMs: number, nonce: string): "new" | "seen" | "full";
}

export const OPEN_REFUSALS = [
  "unsigned",
  "misrouted",
  "unknownKey",
  "forged",
  "stale",
  "replayed",
  "full",
] as const;
export type OpenRefusal = (typeof OPEN_REFUSALS)[number];

/** What a call is about: fully qualified method, whom it is for, who calls. */
export interface OpenWords {
  readonly method: string;
  readonly target: string;
  readonly peer: string;
  /** Chosen by chance for each open, at least 96 bits. */
  readonly nonce: string;
}

const HEADER = {
  peer: "ambon-peer",
  target: "ambon-target",
  time: "ambon-time",
  nonce: "ambon-nonce",
  key: "ambon-key",
  mac: "ambon-mac",
  proof: "ambon-proof",
} as const;

/** Printable ASCII, so that it may stand in a header and has one spelling. */
const isField = (text: string | null): text is string =>
  text !== null && /^[!-~]+$/.test(text) && text.length <= FIELD_MAX;

const signedBytes = (fields: readonly string[]): Uint8Array => {
  const length = fields.reduce((sum, field) => sum + 1 + field.length, 0);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const field of fields) {
    bytes[at] = field.length;
    at += 1;
    for (let letter = 0; letter < field.length; letter += 1) {
      bytes[at] = field.charCodeAt(letter);
      at += 1;
    }
  }
  return bytes;
};

const openBytes = ({ method, target, peer, nonce }: OpenWords, time: string): Uint8Array =>
  signedBytes(["open", method, target, peer, time, nonce]);

const answerBytes = ({ method, target, peer, nonce }: OpenWords): Uint8Array =>
  signedBytes(["answer", method, target, peer, nonce]);

const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

const fromHex = (text: string): Uint8Array =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** Metadata of an open. Throws RangeError on names that no header can carry. */
export const openHeaders = (
  words: OpenWords,
  nowMs: number,
  keys: ProofKeys,
): Readonly<Record<string, string>> => {
  for (const field of Object.values(words)) {
    if (!isField(field)) {
      throw new RangeError(`"${field}" cannot name a peer: 1 to 128 printable ASCII letters`);
    }
  }
  const time = String(Math.trunc(nowMs));
  return {
    [HEADER.peer]: words.peer,
    [HEADER.target]: words.target,
    [HEADER.time]: time,
    [HEADER.nonce]: words.nonce,
    [HEADER.key]: keys.currentId,
    [HEADER.mac]: toHex(keys.sign(openBytes(words, time))),
  };
};

export interface OpenCheck {
  readonly method: string;
  /** Our own name. */
  readonly self: string;
  readonly keys: ProofKeys;
  readonly nonces: NonceDoor;
}

/** Who opens, if the open proves it. A refused open leaves no trace but a nonce that was signed. */
export const checkOpen = (
  check: OpenCheck,
  nowMs: number,
  header: (name: string) => string | null,
): Result<OpenWords, OpenRefusal> => {
  const peer = header(HEADER.peer);
  const target = header(HEADER.target);
  const time = header(HEADER.time);
  const nonce = header(HEADER.nonce);
  const key = header(HEADER.key);
  const mac = header(HEADER.mac);
  if (!isField(peer) || !isField(target) || !isField(nonce) || !isField(key)) {
    return fail("unsigned");
  }
  if (time === null || !/^[0-9]{1,16}$/.test(time)) return fail("unsigned");
  if (mac === null || !MAC.test(mac)) return fail("unsigned");
  const words = { method: check.method, target, peer, nonce };
  const verdict = check.keys.verify(key, openBytes(words, time), fromHex(mac));
  if (verdict !== "good") return fail(verdict);
  if (target !== check.self) return fail("misrouted");
  if (Math.abs(nowMs - Number(time)) > CLOCK_TOLERANCE_MS) return fail("stale");
  const admission = check.nonces.admit(nowMs, `${peer} ${nonce}`);
  if (admission !== "new") return fail(admission === "seen" ? "replayed" : "full");
  return ok(words);
};

/** The answering end's own proof, for the one who sent these words. */
export const answerProof = (words: OpenWords, keys: ProofKeys): Uint8Array =>
  keys.sign(answerBytes(words));

export const isAnswerProof = (
  words: OpenWords,
  keyId: string,
  proof: Uint8Array,
  keys: ProofKeys,
): boolean => keys.verify(keyId, answerBytes(words), proof) === "good";

/** The same in metadata of the answer to a single call. */
export const answerHeaders = (
  words: OpenWords,
  keys: ProofKeys,
): Readonly<Record<string, string>> => ({
  [HEADER.key]: keys.currentId,
  [HEADER.proof]: toHex(answerProof(words, keys)),
});

export const isAnswerProven = (
  words: OpenWords,
  header: (name: string) => string | null,
  keys: ProofKeys,
): boolean => {
  const key = header(HEADER.key);
  const proof = header(HEADER.proof);
  if (key === null || proof === null || !MAC.test(proof)) return false;
  return isAnswerProof(words, key, fromHex(proof), keys);
};
