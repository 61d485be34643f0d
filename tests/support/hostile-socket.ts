/**
 * A socket without manners: it sends what it is told, byte by byte or by the megabyte, reads or
 * stops reading, and leaves with or without a reset. Waits are for bytes or for the end.
 */

import { once } from "node:events";
import { createConnection, type Socket } from "node:net";
import { within } from "./server.ts";
import { PASSWORD } from "./telnet-player.ts";

const DEADLINE_MS = 20_000;
/** What is kept of the received text for `reads`; the rest is only counted. */
const KEPT_CHARS = 65_536;
const LOOPBACK = "127.0.0.1";

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** PROXY header, version 1, of a client at `address`. */
export const proxyHeader = (address: string): string =>
  `PROXY TCP4 ${address} 192.0.2.1 40000 4000\r\n`;

export class HostileSocket {
  receivedBytes = 0;
  /** Gets all text as it comes, one character a byte. */
  onText: ((text: string) => void) | null = null;
  readonly ended: Promise<void>;
  readonly #socket: Socket;
  readonly #waiters = new Set<() => void>();
  #text = "";
  #isOver = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (bytes: Buffer) => {
      this.receivedBytes += bytes.length;
      const text = bytes.toString("latin1");
      this.#text = (this.#text + text).slice(-KEPT_CHARS);
      this.onText?.(text);
      this.#wake();
    });
    this.ended = new Promise((resolve) => {
      socket.once("close", () => {
        this.#isOver = true;
        this.#wake();
        resolve();
      });
    });
    // A reset is an end like any other; `close` follows it.
    socket.on("error", () => undefined);
  }

  /** Connects and sends `opening` at once. */
  static async connect(port: number, opening = ""): Promise<HostileSocket> {
    const socket = createConnection({ host: LOOPBACK, port });
    socket.setNoDelay(true);
    const hostile = new HostileSocket(socket);
    await within(once(socket, "connect"), DEADLINE_MS, () => `no connection to port ${port}`);
    if (opening !== "") socket.write(opening);
    return hostile;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** The last of what was received, one character a byte. */
  get text(): string {
    return this.#text;
  }

  /** What came so far is not looked at any more. */
  forget(): void {
    this.#text = "";
  }

  send(data: string | Uint8Array): void {
    if (!this.#isOver) this.#socket.write(data);
  }

  /** Sends `count` times `data`, no faster than it is taken; ends early when the socket does. */
  async pour(data: Uint8Array, count = 1): Promise<void> {
    for (let at = 0; at < count && !this.#isOver; at += 1) {
      if (this.#socket.write(data)) continue;
      await Promise.race([this.ended, new Promise((go) => this.#socket.once("drain", go))]);
    }
  }

  stopReading(): void {
    this.#socket.pause();
  }

  readOn(): void {
    this.#socket.resume();
  }

  /** Waits for text among what is kept, and gives the match. */
  async reads(pattern: RegExp): Promise<RegExpExecArray> {
    let wake: (() => void) | undefined;
    const found = new Promise<RegExpExecArray>((resolve, reject) => {
      wake = () => {
        const match = pattern.exec(this.#text);
        if (match !== null) resolve(match);
        else if (this.#isOver) reject(new Error(`closed before ${pattern}: ${this.#tail()}`));
      };
      this.#waiters.add(wake);
      wake();
    });
    try {
      return await within(found, DEADLINE_MS, () => `no ${pattern} in: ${this.#tail()}`);
    } finally {
      if (wake !== undefined) this.#waiters.delete(wake);
    }
  }

  /** Sends a line and waits for what comes after it. */
  async answers(line: string, pattern: RegExp): Promise<RegExpExecArray> {
    this.forget();
    this.send(`${line}\r\n`);
    return this.reads(pattern);
  }

  /** Waits for the end that the server makes, and gives what was said last. */
  async closes(): Promise<string> {
    await within(this.ended, DEADLINE_MS, () => `still open; read: ${this.#tail()}`);
    return this.#text;
  }

  /** Leaves as programs do. */
  async leave(): Promise<void> {
    this.#socket.end();
    this.#socket.resume();
    await within(this.ended, DEADLINE_MS, () => "the server keeps a socket that was ended");
  }

  /** Leaves with a reset, as a machine that was switched off. */
  async reset(): Promise<void> {
    this.#socket.resetAndDestroy();
    await this.ended;
  }

  #tail(): string {
    return JSON.stringify(this.#text.slice(-600));
  }

  #wake(): void {
    for (const wake of this.#waiters) wake();
  }
}

/** The questions of a new character and what answers them, one by one. */
export const stepsOf = (name: string): readonly (readonly [RegExp, string])[] => [
  [/Name: /, name],
  [/\(y\/n\): /, "y"],
  [/New password: /, PASSWORD],
  [/Password again: /, PASSWORD],
  [/Race: /, "1"],
  [/Class: /, "1"],
];

/** Answers the first `count` questions of a new character, all of them if not given. */
export const makeCharacter = async (
  socket: HostileSocket,
  name: string,
  count?: number,
): Promise<void> => {
  for (const [question, answer] of stepsOf(name).slice(0, count)) {
    await socket.reads(question);
    socket.forget();
    socket.send(`${answer}\r\n`);
  }
  if (count === undefined) await socket.reads(/Exits:/);
};

/** `count` sockets at once; a few at a time, so that no accept queue runs over. */
export const connectMany = async (
  count: number,
  connect: (at: number) => Promise<HostileSocket>,
): Promise<HostileSocket[]> => {
  const TOGETHER = 100;
  const sockets: HostileSocket[] = [];
  while (sockets.length < count) {
    const first = sockets.length;
    const size = Math.min(TOGETHER, count - first);
    const next = Array.from({ length: size }, (_one, at) => connect(first + at));
    sockets.push(...(await Promise.all(next)));
  }
  return sockets;
};
