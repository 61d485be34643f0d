/**
 * The bytes of the journal: one record per act, a whole cut included, so that an act is in the
 * journal entirely or not at all.
 *
 *   magic "AMJ1" | payload length u32 LE | payload CRC-32 u32 LE | header CRC-32 u32 LE | payload
 *
 * The header has a checksum of its own (over the twelve bytes before it): a damaged length cannot
 * pass for a record that reaches beyond the end of the file. The payload is JSON: `Change[]`.
 *
 * Reading stops at the first record that does not check. When nothing that checks comes after it,
 * that was the last write, torn by the crash: it was never acknowledged and is dropped. When
 * something does, the middle is damaged: what comes later is not applied, for states of different
 * cuts do not add up; the reader is told where and how much.
 */

import { crc32 } from "@ambon/kernel/crc32";
import type { Change } from "./row-rules.ts";

export const RECORD_HEADER_BYTES = 16;
const MAGIC = [0x41, 0x4d, 0x4a, 0x31] as const;

export interface JournalScan {
  readonly records: readonly (readonly Change[])[];
  /** Where the first byte that was not applied stands; the length when all was. */
  readonly goodBytes: number;
  readonly end: "clean" | "torn" | "damaged";
  /** Records after the damage that check by themselves. */
  readonly laterRecords: number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** One record, ready to be appended in one write. */
export function encodeRecord(changes: readonly Change[]): Uint8Array {
  const payload = encoder.encode(JSON.stringify(changes));
  const bytes = new Uint8Array(RECORD_HEADER_BYTES + payload.length);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC, 0);
  view.setUint32(4, payload.length, true);
  view.setUint32(8, crc32(payload), true);
  view.setUint32(12, crc32(bytes.subarray(0, 12)), true);
  bytes.set(payload, RECORD_HEADER_BYTES);
  return bytes;
}

/** Everything that checks up to the first thing that does not. */
export function scanJournal(bytes: Uint8Array): JournalScan {
  const records: (readonly Change[])[] = [];
  let at = 0;
  while (at < bytes.length) {
    const record = readRecord(bytes, at);
    if (record === undefined) {
      const laterRecords = countRecords(bytes, at + 1);
      const end = laterRecords > 0 ? "damaged" : "torn";
      return { records, goodBytes: at, end, laterRecords };
    }
    records.push(record.changes);
    at = record.next;
  }
  return { records, goodBytes: at, end: "clean", laterRecords: 0 };
}

interface ReadRecord {
  readonly changes: readonly Change[];
  readonly next: number;
}

function readRecord(bytes: Uint8Array, at: number): ReadRecord | undefined {
  if (bytes.length - at < RECORD_HEADER_BYTES) return undefined;
  if (MAGIC.some((byte, index) => bytes[at + index] !== byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, RECORD_HEADER_BYTES);
  if (view.getUint32(12, true) !== crc32(bytes.subarray(at, at + 12))) return undefined;
  const start = at + RECORD_HEADER_BYTES;
  const next = start + view.getUint32(4, true);
  if (next > bytes.length) return undefined;
  const payload = bytes.subarray(start, next);
  if (view.getUint32(8, true) !== crc32(payload)) return undefined;
  return { changes: JSON.parse(decoder.decode(payload)) as Change[], next };
}

function countRecords(bytes: Uint8Array, from: number): number {
  let count = 0;
  let at = from;
  while (at < bytes.length) {
    const found = bytes.indexOf(MAGIC[0], at);
    if (found < 0) break;
    const record = readRecord(bytes, found);
    if (record !== undefined) count += 1;
    at = record?.next ?? found + 1;
  }
  return count;
}
