/**
 * Keeps recordings in a directory: one file a segment, readable by the owner alone (they hold what
 * players typed), the newest few per zone. Writing never waits; a zone whose disk cannot keep up
 * loses its recording from there on, with a log line, never the game.
 */

import {
  createWriteStream,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  type WriteStream,
} from "node:fs";
import { join } from "node:path";
import type { Clock, Log } from "@ambon/kernel/ports";
import type { RecordedChunk } from "../recorder.ts";

/** Bytes of one zone that may wait for the disk; beyond it the segment is given up. */
const WAITING_BYTES_MAX = 8 * 1024 * 1024;

export interface RecordingFilesOptions {
  readonly directory: string;
  /** Files kept per zone, the one being written included; the oldest is deleted. */
  readonly filesPerZone: number;
  readonly clock: Clock;
  readonly log: Log;
}

const SUFFIX = ".recording";
const fileStem = (zone: string): string => zone.replace(/[^a-z0-9-]/gi, "_");

export class RecordingFiles {
  readonly #options: RecordingFilesOptions;
  /** null = this zone's recording was given up until the next fresh segment. */
  readonly #streams = new Map<string, WriteStream | null>();
  #count = 0;

  /** Makes the directory (mode 0700) when it is missing; throws what the file system says. */
  constructor(options: RecordingFilesOptions) {
    this.#options = options;
    mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  }

  write(zone: string, chunk: RecordedChunk): void {
    if (chunk.fresh) this.#open(zone);
    const stream = this.#streams.get(zone);
    if (stream === null || stream === undefined) return;
    if (stream.writableLength > WAITING_BYTES_MAX) {
      this.#giveUp(zone, stream, "the disk cannot keep up");
      return;
    }
    stream.write(chunk.bytes);
  }

  /** Ends all files and waits until they are written. */
  async close(): Promise<void> {
    const open = [...this.#streams.values()].filter((stream) => stream !== null);
    this.#streams.clear();
    await Promise.all(
      open.map(
        (stream) => new Promise<void>((done) => (stream.destroyed ? done() : stream.end(done))),
      ),
    );
  }

  #open(zone: string): void {
    this.#streams.get(zone)?.end();
    this.#count += 1;
    const stamp = String(this.#options.clock.nowMs()).padStart(15, "0");
    const number = String(this.#count).padStart(6, "0");
    const name = `${fileStem(zone)}.${stamp}-${number}${SUFFIX}`;
    try {
      this.#deleteOldest(zone);
      const fd = openSync(join(this.#options.directory, name), "wx", 0o600);
      const stream = createWriteStream("", { fd });
      stream.on("error", (error) => this.#giveUp(zone, stream, error.message));
      this.#streams.set(zone, stream);
    } catch (error) {
      this.#giveUp(zone, null, String(error));
    }
  }

  #deleteOldest(zone: string): void {
    const { directory, filesPerZone } = this.#options;
    const prefix = `${fileStem(zone)}.`;
    const mine = readdirSync(directory)
      .filter((name) => name.startsWith(prefix) && name.endsWith(SUFFIX))
      .sort();
    for (const name of mine.slice(0, Math.max(0, mine.length - filesPerZone + 1))) {
      rmSync(join(directory, name), { force: true });
    }
  }

  #giveUp(zone: string, stream: WriteStream | null, reason: string): void {
    if (stream === null || this.#streams.get(zone) === stream) this.#streams.set(zone, null);
    stream?.destroy();
    this.#options.log.event("warn", "recording_given_up", { zone, reason });
  }
}
