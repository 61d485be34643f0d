/**
 * Output that one session has no credit for, or no socket. At most SESSION_PENDING_BYTES wait, and
 * what does not fit is settled by kind:
 *
 *   replace   prompt, settings, vitals, map …: only the newest of a kind ever waits
 *   coalesce  what goes on around: the oldest lines become "…14 more lines"
 *   deliver   tells, answers, quests: when even these do not fit, `add` says so and nothing of
 *             the waiting output is worth keeping; the session gets a full refresh instead
 */

import { text } from "@ambon/markup/build";
import { isChatter, newItem, type OutputItem, replaceKey } from "./payload.ts";

export class PendingOutput {
  readonly #maxBytes: number;
  #items: OutputItem[] = [];
  #head = 0;
  #bytes = 0;
  #marker: OutputItem | null = null;
  #skippedLines = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get size(): number {
    return this.#items.length - this.#head;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** All that waits, oldest first. */
  items(): readonly OutputItem[] {
    return this.#items.slice(this.#head);
  }

  peek(): OutputItem | undefined {
    return this.#items[this.#head];
  }

  shift(): OutputItem | undefined {
    const item = this.#items[this.#head];
    if (item === undefined) return undefined;
    this.#head += 1;
    this.#bytes -= item.bytes;
    if (item === this.#marker) this.#forgetMarker();
    if (this.#head === this.#items.length) {
      this.#items = [];
      this.#head = 0;
    }
    return item;
  }

  /** False when it does not fit even without chatter. */
  add(item: OutputItem): boolean {
    const key = replaceKey(item.payload);
    if (key !== "") this.#removeOlder(key);
    this.#items.push(item);
    this.#bytes += item.bytes;
    if (this.#bytes <= this.#maxBytes) return true;
    this.#coalesce(item.atMs);
    return this.#bytes <= this.#maxBytes;
  }

  /** Keeps only lines that must be delivered: a full refresh brings the rest up to date. */
  keepLines(): void {
    this.#items = this.#items
      .slice(this.#head)
      .filter(({ payload }) => payload.f === "output" && !isChatter(payload));
    this.#head = 0;
    this.#bytes = this.#items.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  clear(): void {
    this.#items = [];
    this.#head = 0;
    this.#bytes = 0;
    this.#forgetMarker();
  }

  #removeOlder(key: string): void {
    for (let at = this.#items.length - 1; at >= this.#head; at -= 1) {
      const older = this.#items[at];
      if (older === undefined || replaceKey(older.payload) !== key) continue;
      this.#items.splice(at, 1);
      this.#bytes -= older.bytes;
      return;
    }
  }

  /** The oldest chatter becomes a count, until a quarter is free: so this is rare. */
  #coalesce(nowMs: number): void {
    const kept: OutputItem[] = [];
    const goalBytes = this.#maxBytes - Math.floor(this.#maxBytes / 4);
    let markerAt: number | null = null;
    for (const item of this.#items.slice(this.#head)) {
      if (item === this.#marker) {
        this.#bytes -= item.bytes;
        markerAt ??= kept.length;
      } else if (this.#bytes > goalBytes && isChatter(item.payload)) {
        this.#bytes -= item.bytes;
        if (item.payload.f !== "output") continue;
        this.#skippedLines += 1;
        markerAt ??= kept.length;
      } else kept.push(item);
    }
    if (markerAt !== null) {
      this.#marker = newItem(skipped(this.#skippedLines), nowMs);
      this.#bytes += this.#marker.bytes;
      kept.splice(markerAt, 0, this.#marker);
    }
    this.#items = kept;
    this.#head = 0;
  }

  #forgetMarker(): void {
    this.#marker = null;
    this.#skippedLines = 0;
  }
}

const skipped = (lines: number) => ({
  f: "output" as const,
  class: "system",
  markup: text(`…${lines} more ${lines === 1 ? "line" : "lines"}`),
});
