/**
 * The envelope of a bus whose carrier is not trusted: whoever can publish on it must neither be
 * believed, nor be able to say again what was said once.
 *
 *   "AMB1" │ nine fields, each a uint32 length and its bytes │ 32 bytes HMAC-SHA-256 over the rest
 *
 * Lengths stand before every field, so that no two envelopes have the same signed bytes. There is
 * one encoding for an envelope: what `decodeEnvelope` takes, `encodeEnvelope` writes again.
 */

import { fail, ok, type Result } from "@ambon/kernel/result";
import type { ProofKeys } from "@ambon/wire/rpc-proof";

/**
 * data is numbered from 1 in each direction of a stream (switchboard.ts); the others are outside
 * that numbering and have sequence 0.
 */
export const ENVELOPE_KINDS = ["open", "accept", "data", "end"] as const;
export type EnvelopeKind = (typeof ENVELOPE_KINDS)[number];

export interface Envelope {
  /** Which of the accepted keys signed it. */
  readonly keyId: string;
  readonly sender: string;
  readonly receiver: string;
  readonly kind: EnvelopeKind;
  /** The stream it belongs to; in open only the dialer's half of the name. */
  readonly stream: string;
  readonly timestampMs: number;
  /** Chosen by chance for each envelope. */
  readonly nonce: string;
  readonly sequence: number;
  readonly payload: Uint8Array;
}

/** What is longer is not even looked at. */
export const ENVELOPE_BYTES_MAX = 16 * 1024 * 1024;
const NAME_BYTES_MAX = 64;
const MAGIC = [0x41, 0x4d, 0x42, 0x31];
const FIELDS = 9;
const LENGTH_BYTES = 4;
const NUMBER_BYTES = 8;
const MAC_BYTES = 32;
const UINT32 = 0x1_0000_0000;

/** Printable ASCII: names, key ids and nonces have no second spelling. */
const isText = (text: string): boolean => /^[!-~]*$/.test(text);

const textBytes = (text: string): Uint8Array => {
  if (!isText(text) || text.length > NAME_BYTES_MAX) {
    throw new RangeError(`"${text}" cannot stand in an envelope: 0 to 64 printable ASCII letters`);
  }
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
};

const numberBytes = (value: number): Uint8Array => {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`${value} cannot stand in an envelope: a whole number from 0 up`);
  }
  const bytes = new Uint8Array(NUMBER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(value / UINT32));
  view.setUint32(LENGTH_BYTES, value % UINT32);
  return bytes;
};

const fieldsOf = (envelope: Envelope): readonly Uint8Array[] => [
  textBytes(envelope.keyId),
  textBytes(envelope.sender),
  textBytes(envelope.receiver),
  textBytes(envelope.kind),
  textBytes(envelope.stream),
  numberBytes(envelope.timestampMs),
  textBytes(envelope.nonce),
  numberBytes(envelope.sequence),
  envelope.payload,
];

/** Signed bytes. Throws RangeError on names that no envelope can carry: a programmer's error. */
export const encodeEnvelope = (envelope: Omit<Envelope, "keyId">, keys: ProofKeys): Uint8Array => {
  const fields = fieldsOf({ ...envelope, keyId: keys.currentId });
  const signedBytes = fields.reduce((sum, one) => sum + LENGTH_BYTES + one.length, MAGIC.length);
  const bytes = new Uint8Array(signedBytes + MAC_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  let at = MAGIC.length;
  for (const field of fields) {
    view.setUint32(at, field.length);
    bytes.set(field, at + LENGTH_BYTES);
    at += LENGTH_BYTES + field.length;
  }
  bytes.set(keys.sign(bytes.subarray(0, signedBytes)), signedBytes);
  return bytes;
};

export type EnvelopeFault = "malformed" | "unknownKey" | "forged";

const split = (bytes: Uint8Array): readonly Uint8Array[] | undefined => {
  const end = bytes.length - MAC_BYTES;
  if (bytes.length > ENVELOPE_BYTES_MAX || end < MAGIC.length) return undefined;
  if (MAGIC.some((byte, index) => bytes[index] !== byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, end);
  const fields: Uint8Array[] = [];
  let at = MAGIC.length;
  while (fields.length < FIELDS) {
    if (at + LENGTH_BYTES > end) return undefined;
    const from = at + LENGTH_BYTES;
    at = from + view.getUint32(at);
    if (at > end) return undefined;
    fields.push(bytes.subarray(from, at));
  }
  return at === end ? fields : undefined;
};

const textOf = (bytes: Uint8Array | undefined): string | undefined => {
  if (bytes === undefined || bytes.length > NAME_BYTES_MAX) return undefined;
  const text = String.fromCharCode(...bytes);
  return isText(text) ? text : undefined;
};

const numberOf = (bytes: Uint8Array | undefined): number | undefined => {
  if (bytes?.length !== NUMBER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, NUMBER_BYTES);
  const value = view.getUint32(0) * UINT32 + view.getUint32(LENGTH_BYTES);
  return Number.isSafeInteger(value) ? value : undefined;
};

const isKind = (text: string | undefined): text is EnvelopeKind =>
  (ENVELOPE_KINDS as readonly (string | undefined)[]).includes(text);

const fromFields = (fields: readonly Uint8Array[]): Envelope | undefined => {
  const [keyId, sender, receiver, kind, stream, nonce] = [0, 1, 2, 3, 4, 6].map((one) =>
    textOf(fields[one]),
  );
  const [timestampMs, sequence] = [numberOf(fields[5]), numberOf(fields[7])];
  const payload = fields[8];
  if (keyId === undefined || sender === undefined || receiver === undefined) return undefined;
  if (!isKind(kind) || stream === undefined || nonce === undefined) return undefined;
  if (timestampMs === undefined || sequence === undefined || payload === undefined) {
    return undefined;
  }
  return { keyId, sender, receiver, kind, stream, timestampMs, nonce, sequence, payload };
};

/** The envelope, if one of the accepted keys signed it. The payload is not copied. */
export const decodeEnvelope = (
  bytes: Uint8Array,
  keys: ProofKeys,
): Result<Envelope, EnvelopeFault> => {
  const fields = split(bytes);
  const envelope = fields === undefined ? undefined : fromFields(fields);
  if (envelope === undefined) return fail("malformed");
  const end = bytes.length - MAC_BYTES;
  const verdict = keys.verify(envelope.keyId, bytes.subarray(0, end), bytes.subarray(end));
  return verdict === "good" ? ok(envelope) : fail(verdict);
};
