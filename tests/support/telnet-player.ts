/**
 * A player on a raw telnet socket. What is received becomes a transcript: text without colours,
 * typed lines as a terminal shows them, and `¶` where a prompt ended with GA or EOR. `expect`
 * waits for text that has not been read yet; sending a line skips what came before it.
 */

import assert from "node:assert/strict";
import { createConnection, type Socket } from "node:net";
import { stripVTControlCharacters } from "node:util";
import { within } from "./server.ts";
import { type TelnetAbilities, TelnetBytes } from "./telnet-bytes.ts";

const DEADLINE_MS = 10_000;
const ESC = "\u001b";
/** A prompt's end in the transcript. */
export const MARK = "¶";
export const PASSWORD = "wintergreen 7";

export interface Character {
  readonly race?: string;
  readonly class?: string;
  readonly password?: string;
}

export class TelnetPlayer {
  /** Colour codes and all, as received. */
  raw = "";
  /** Every byte that came, protocol included. */
  readonly bytes: Uint8Array[] = [];
  readonly marks = { GA: 0, EOR: 0 };
  readonly gmcp: string[] = [];
  /** Whether the server echoes, so that a terminal does not: passwords. */
  hidden = false;
  readonly ended: Promise<void>;
  readonly #socket: Socket;
  readonly #telnet: TelnetBytes;
  readonly #decoder = new TextDecoder();
  readonly #waiters = new Set<() => void>();
  readonly #replies: number[] = [];
  #held = "";
  #text = "";
  #read = 0;
  #closed = false;

  private constructor(socket: Socket, abilities: TelnetAbilities) {
    this.#socket = socket;
    const replies = this.#replies;
    this.#telnet = new TelnetBytes(abilities, {
      text: (bytes) => this.#take(this.#decoder.decode(new Uint8Array(bytes), { stream: true })),
      promptEnd: (mark) => {
        this.marks[mark] += 1;
        this.#text += MARK;
      },
      echo: (on) => {
        this.hidden = on;
      },
      gmcp: (message) => void this.gmcp.push(message),
      reply: (bytes) => void replies.push(...bytes),
    });
    socket.on("data", (bytes: Buffer) => {
      this.bytes.push(Uint8Array.from(bytes));
      this.#telnet.receive(bytes);
      this.#sendReplies();
      this.#wake();
    });
    this.ended = new Promise((resolve) => {
      socket.once("close", () => {
        this.#closed = true;
        this.#wake();
        resolve();
      });
    });
    // A reset is an end like any other; `close` follows it.
    socket.on("error", () => undefined);
  }

  static async connect(port: number, abilities: TelnetAbilities = {}): Promise<TelnetPlayer> {
    const socket = createConnection({ host: "127.0.0.1", port });
    return TelnetPlayer.on(socket, "connect", abilities);
  }

  /** A player on a socket of another kind; `opened` is the event that says it is open. */
  static async on(
    socket: Socket,
    opened: "connect" | "secureConnect",
    abilities: TelnetAbilities = {},
  ): Promise<TelnetPlayer> {
    socket.setNoDelay(true);
    const player = new TelnetPlayer(socket, abilities);
    const open = new Promise<void>((resolve, reject) => {
      socket.once(opened, resolve);
      socket.once("error", reject);
    });
    await within(open, DEADLINE_MS, () => `no connection to port ${socket.remotePort}`);
    return player;
  }

  /** Everything so far. */
  transcript(): string {
    return this.#text;
  }

  /** What no `expect` has taken yet. */
  unread(): string {
    return this.#text.slice(this.#read);
  }

  /** Types a line; what came before it is not looked at any more. */
  send(line: string): void {
    this.#text += this.hidden ? "\n" : `${line}\n`;
    this.#read = this.#text.length;
    this.#socket.write(`${line}\r\n`);
  }

  sendBytes(bytes: Uint8Array): void {
    this.#read = this.#text.length;
    this.#socket.write(bytes);
  }

  /** Resolves when the bytes have left; the server may read slowly. */
  async pour(bytes: Uint8Array): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.write(bytes, () => resolve()));
  }

  resize(columns: number, rows: number): void {
    this.#telnet.resize(columns, rows);
    this.#sendReplies();
  }

  /** Waits for unread text that matches and takes it; says what came instead. */
  async expect(pattern: RegExp, what = String(pattern)): Promise<RegExpExecArray> {
    let wake: (() => void) | undefined;
    const found = new Promise<RegExpExecArray>((resolve, reject) => {
      wake = () => {
        const match = pattern.exec(this.unread());
        if (match !== null) {
          this.#read += match.index + match[0].length;
          resolve(match);
        } else if (this.#closed) reject(new Error(`closed before ${what}; read: ${this.unread()}`));
      };
      this.#waiters.add(wake);
      wake();
    });
    try {
      return await within(found, DEADLINE_MS, () => `no ${what}; read instead:\n${this.unread()}`);
    } finally {
      if (wake !== undefined) this.#waiters.delete(wake);
    }
  }

  /** Types a line and waits for its answer. */
  async do(line: string, pattern: RegExp): Promise<RegExpExecArray> {
    this.send(line);
    return this.expect(pattern, `${pattern} after "${line}"`);
  }

  /** Types a line and gives everything up to the next prompt. */
  async ask(line: string): Promise<string> {
    return (await this.do(line, /[^¶]*¶/))[0];
  }

  /** Waits for the server to close the socket, and gives the last unread words. */
  async closes(): Promise<string> {
    await within(this.ended, DEADLINE_MS, () => `still open; read: ${this.unread()}`);
    return this.unread();
  }

  /** Closes it as a client that goes away. */
  async leave(): Promise<void> {
    this.#socket.destroy();
    await this.ended;
  }

  /** Makes a character and enters the world. */
  async create(name: string, character: Character = {}): Promise<void> {
    const password = character.password ?? PASSWORD;
    await this.expect(/Name: ¶/);
    await this.do(name, /Create \w+\? \(y\/n\): ¶/);
    await this.do("y", /New password: ¶/);
    assert.ok(this.hidden, "the password would be shown");
    await this.do(password, /Password again: ¶/);
    await this.do(password, /Race: ¶/);
    await this.do(character.race ?? "1", /Class: ¶/);
    await this.do(character.class ?? "1", /hp[^¶]*> ¶/);
    assert.ok(!this.hidden, "the server still echoes");
  }

  /** Enters the world with a character that exists. */
  async login(name: string, password = PASSWORD): Promise<void> {
    await this.expect(/Name: ¶/);
    await this.do(name, /Password: ¶/);
    await this.do(password, /Exits:[^¶]*¶/);
  }

  /** All answers to one packet leave together, so that the server knows them all at once. */
  #sendReplies(): void {
    const bytes = this.#replies.splice(0);
    if (bytes.length > 0 && !this.#socket.destroyed) this.#socket.write(new Uint8Array(bytes));
  }

  #take(text: string): void {
    this.raw += text;
    // A colour code that a packet cut in two waits for its other half.
    const all = this.#held + text;
    const cut = all.lastIndexOf(ESC);
    const whole = cut < 0 || /[A-Za-z]/.test(all.slice(cut)) ? all.length : cut;
    this.#held = all.slice(whole);
    const plain = stripVTControlCharacters(all.slice(0, whole)).replaceAll("\r", "");
    // The player's own line end is between a prompt and its answer, even if a mark came later.
    const gap = this.#text.endsWith(MARK) && plain !== "" && !plain.startsWith("\n");
    this.#text += gap ? `\n${plain}` : plain;
  }

  #wake(): void {
    for (const wake of this.#waiters) wake();
  }
}
