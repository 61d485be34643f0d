/**
 * A browser on a bad line, without the browser: a raw WebSocket that dies again and again in the
 * middle of a fight, at once or unnoticed, and comes back with its token. Everything is counted:
 * the numbers of the output, what a friend says meanwhile, and the lines typed with and without a
 * socket.
 */

import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { WebSocket } from "ws";
import { type Runtime, within, withServer } from "../support/server.ts";
import { PASSWORD } from "../support/telnet-player.ts";

const DEADLINE_MS = 10_000;
const SOCKETS = 12;

type Message = Readonly<Record<string, unknown>>;

interface OwnLine {
  readonly n: number;
  readonly text: string;
}

/** All text of a markup tree, without its shape. */
const wordsOf = (node: unknown): string => {
  if (typeof node === "string") return node;
  if (Array.isArray(node)) return node.map(wordsOf).join("");
  if (node === null || typeof node !== "object") return "";
  const { kids, text } = node as { kids?: unknown; text?: unknown };
  return typeof text === "string" ? text : wordsOf(kids);
};

class WsPlayer {
  /** Numbers of all numbered messages that were shown, in order. */
  readonly seqs: number[] = [];
  readonly lines: string[] = [];
  readonly byes: string[] = [];
  /** How each attachment came about. */
  readonly attachments: string[] = [];
  readonly #port: number;
  #ws: WebSocket | null = null;
  #token = "";
  #session = "";
  #seq = 0;
  #n = 0;
  #own: OwnLine[] = [];
  #asked = "";
  #wake: (() => void) | null = null;

  constructor(port: number) {
    this.#port = port;
  }

  async create(name: string): Promise<void> {
    await this.#connect({});
    const answers = [name, "y", PASSWORD, PASSWORD, "torrin", "breakwater"];
    const questions = [
      /^Name$/,
      /^Create/,
      /^New password$/,
      /^Password again$/,
      /^Race$/,
      /^Class$/,
    ];
    for (const [at, question] of questions.entries()) {
      await this.#until(() => question.test(this.#asked), String(question));
      this.#asked = "";
      this.#send({ t: "line", text: answers[at] });
    }
    await this.#until(() => this.attachments.length === 1, "attached");
  }

  /** Numbered, kept until it is known to have been taken; without a socket it waits. */
  type(text: string): void {
    this.#n += 1;
    const line = { n: this.#n, text };
    this.#own.push(line);
    this.#send({ t: "line", ...line });
  }

  async do(text: string, answer: RegExp): Promise<void> {
    const from = this.lines.length;
    this.type(text);
    await this.reads(answer, from);
  }

  async reads(pattern: RegExp, from = 0): Promise<void> {
    const has = (): boolean => this.lines.slice(from).some((line) => pattern.test(line));
    await this.#until(has, String(pattern));
  }

  /** The socket dies: with a reset, or so that the server does not notice. */
  lose(noticed: boolean): void {
    const ws = this.#ws;
    this.#ws = null;
    if (noticed) ws?.terminate();
  }

  async resume(): Promise<void> {
    const before = this.attachments.length;
    const { length } = this.byes;
    await this.#connect({
      resume: { token: this.#token, session: this.#session, received: this.#seq },
    });
    await this.#until(() => this.attachments.length > before, "resumed");
    assert.equal(this.byes.length, length);
  }

  ack(): void {
    this.#send({ t: "ack", seq: this.#seq });
  }

  close(): void {
    this.#ws?.terminate();
  }

  async #connect(extra: object): Promise<void> {
    const ws = new WebSocket(`ws://127.0.0.1:${this.#port}/ws`, ["v1.ambon"]);
    await once(ws, "open");
    this.#ws = ws;
    ws.on("message", (data) => {
      // What still arrives on a socket that was given up is not shown any more.
      if (this.#ws !== ws) return;
      for (const message of JSON.parse(String(data)) as Message[]) this.#take(message);
      this.#wake?.();
    });
    this.#send({ t: "hello", v: 1, client: "test/1", ...extra });
  }

  #take(message: Message): void {
    if (typeof message.seq === "number" && message.t !== "attached" && message.t !== "resumed") {
      this.seqs.push(message.seq);
      this.#seq = message.seq;
    }
    if (message.t === "out") this.lines.push(wordsOf(message.m));
    else if (message.t === "bye") this.byes.push(String(message.reason));
    else if (message.t === "ask") this.#asked = String(message.label);
    else if (message.t === "attached" || message.t === "resumed") this.#attached(message);
  }

  #attached({ t, token, session, seq, line }: Message): void {
    this.attachments.push(`${t} ${seq === this.#seq}`);
    this.#token = String(token);
    this.#session = String(session);
    this.#seq = Number(seq);
    this.#own = this.#own.filter(({ n }) => n > Number(line));
    for (const own of this.#own) this.#send({ t: "line", ...own });
  }

  #send(message: object): void {
    this.#ws?.send(JSON.stringify(message));
  }

  async #until(done: () => boolean, what: string): Promise<void> {
    const read = (): string => `no ${what} in:\n${this.lines.slice(-30).join("\n")}`;
    while (!done()) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await within(woken, DEADLINE_MS, read);
    }
  }
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_one, at) => at + 1);

const numbersIn = (lines: readonly string[], pattern: RegExp): number[] =>
  lines.flatMap((line) => {
    const match = pattern.exec(line);
    return match === null ? [] : [Number(match[1])];
  });

const fightOnABadLine = async (mira: WsPlayer, ben: WsPlayer): Promise<void> => {
  await mira.do("kill dummy", /You attack the training dummy!/);
  for (let round = 1; round <= SOCKETS; round += 1) {
    mira.type(`say over ${2 * round - 1}`);
    mira.lose(round % 2 === 0);
    mira.type(`say over ${2 * round}`);
    await ben.do(`say under ${round}`, new RegExp(`under ${round}\\b`));
    await mira.resume();
    await ben.reads(new RegExp(`over ${2 * round}\\b`));
    if (round % 3 === 0) mira.ack();
  }
  await mira.reads(new RegExp(`under ${SOCKETS}\\b`));
};

for (const runtime of ["bun", "node"] satisfies readonly Runtime[]) {
  test(`[SE51] a fight on a bad line: no line is lost or doubled in either direction, ${runtime}`, async () => {
    await withServer({ runtime }, async ({ webPort }) => {
      const mira = new WsPlayer(webPort);
      const ben = new WsPlayer(webPort);
      await mira.create("Mira");
      await ben.create("Ben");
      for (const player of [mira, ben]) {
        await player.do("n", /The Beachcomber's Hut/);
        await player.do("n", /./);
        await player.do("look", /training dummy/);
      }
      await fightOnABadLine(mira, ben);
      await mira.do("look", /Exits/);
      assert.deepEqual(mira.seqs, upTo(mira.seqs.length));
      assert.ok(mira.attachments.slice(1).every((how) => how === "resumed true"));
      assert.equal(mira.attachments.length, SOCKETS + 1);
      assert.deepEqual(numbersIn(mira.lines, /under (\d+)/), upTo(SOCKETS));
      for (const player of [mira, ben]) {
        assert.deepEqual(numbersIn(player.lines, /over (\d+)/), upTo(2 * SOCKETS));
      }
      for (const player of [mira, ben]) player.close();
    });
  });
}
