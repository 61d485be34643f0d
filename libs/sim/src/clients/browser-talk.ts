/**
 * A browser's side of `v1.ambon`: counts output, acknowledges what it shows, numbers its own
 * lines, comes back to its session with its token, and sends again what was not taken.
 */

import { TAG_START } from "../checks/line-ledger.ts";
import type { Talk, TalkEvents } from "./talk.ts";

interface OwnLine {
  readonly n: number;
  readonly text: string;
}

interface Message {
  readonly t: string;
  readonly seq?: number;
  readonly n?: number;
  readonly line?: number;
  readonly label?: string;
  readonly secret?: boolean;
  readonly token?: string;
  readonly session?: string;
  readonly reason?: string;
}

/** Acknowledged at once after so many frames, else with the next line. */
const ACK_EVERY = 16;
/** More than a player types while a socket has gone dark. */
const TEXTS_KEPT = 4096;

export class BrowserTalk implements Talk {
  readonly transport = "websocket";
  readonly #events: TalkEvents;
  #token: string | null = null;
  #session = "";
  /** Highest number shown. */
  #seq = 0;
  #acked = 0;
  #own: OwnLine[] = [];
  /** The newest texts by number, also of lines that were said to be taken. */
  readonly #texts: string[] = [];
  #n = 0;
  #playing = false;

  constructor(events: TalkEvents) {
    this.#events = events;
  }

  opened(): void {
    this.#playing = false;
    const { resumable } = this;
    const wish = { token: this.#token, session: this.#session, received: this.#seq };
    this.#send({ t: "hello", v: 1, client: "sim", ...(resumable ? { resume: wish } : {}) });
  }

  get resumable(): boolean {
    return this.#token !== null;
  }

  get kept(): readonly string[] {
    return this.#own.map(({ text }) => text);
  }

  /** The user has closed the page: the next visit logs in. */
  forget(): void {
    this.#token = null;
    this.#own = [];
  }

  answer(text: string): void {
    this.#send({ t: "line", text });
  }

  type(text: string): void {
    this.#n += 1;
    const own = { n: this.#n, text };
    this.#own.push(own);
    this.#texts[own.n % TEXTS_KEPT] = text;
    if (this.#playing) this.#send({ t: "line", ...own });
  }

  receive(payload: Uint8Array | string): void {
    if (typeof payload !== "string") return this.#events.wrong("a browser got bytes");
    const messages = JSON.parse(payload) as Message[];
    for (const message of messages) this.#take(message);
    // What is said comes as text and, for programs, as data: it is read once.
    const isSaid = payload.includes(TAG_START);
    const texts = isSaid ? messages.filter(({ t }) => t === "out") : undefined;
    this.#events.text(texts === undefined ? payload : JSON.stringify(texts));
    if (this.#playing && this.#seq - this.#acked >= ACK_EVERY) this.#ack();
  }

  /** A refusal that is lost with its socket may leave a line behind that nobody will take. */
  written(payload: Uint8Array | string): void {
    if (typeof payload !== "string" || !payload.includes('"refused"')) return;
    for (const { t, n } of JSON.parse(payload) as Message[]) {
      if (t === "refused") this.#events.refusing(this.#texts[(n ?? 0) % TEXTS_KEPT] ?? "");
    }
  }

  #take(message: Message): void {
    const { t, seq } = message;
    switch (t) {
      case "ask":
        if (!this.#playing) this.#events.asked(message.label ?? "", message.secret ?? false);
        return;
      case "out":
      case "data":
      case "prompt":
      case "settings":
        if (seq !== undefined) this.#count(seq);
        return;
      case "attached":
        this.#own = [];
        this.#begin(message, false);
        return;
      case "resumed":
        this.#begin(message, true);
        return;
      case "resumeFailed":
        this.forget();
        this.#events.over();
        return;
      case "refused":
        this.#refused(message.n ?? 0);
        return;
      case "bye":
        this.#playing = false;
        if (message.reason !== "slow" && message.reason !== "later") this.forget();
        this.#events.bye(message.reason ?? "");
    }
  }

  #begin({ seq = 0, token = "", session = "", line = 0 }: Message, resumed: boolean): void {
    if (resumed && seq < this.#seq) {
      this.#events.wrong(`a session goes on after output ${seq}, and ${this.#seq} was shown`);
    }
    if (resumed && seq > this.#seq) this.#events.gap();
    this.#token = token;
    this.#session = session;
    this.#seq = seq;
    this.#acked = seq;
    this.#playing = true;
    for (const { n, text } of this.#own) if (n <= line) this.#events.passed(text);
    this.#own = this.#own.filter(({ n }) => n > line);
    for (const own of this.#own) this.#send({ t: "line", ...own });
    this.#events.playing(resumed, resumed ? `after line ${line}, ${this.#own.length} again` : "");
  }

  #count(seq: number): void {
    if (seq !== this.#seq + 1) {
      this.#events.wrong(`output ${seq} was shown after ${this.#seq}`);
    }
    this.#seq = seq;
  }

  #refused(n: number): void {
    this.#own = this.#own.filter((one) => one.n !== n);
    this.#events.refused(this.#texts[n % TEXTS_KEPT] ?? "");
  }

  #ack(): void {
    this.#acked = this.#seq;
    this.#send({ t: "ack", seq: this.#seq });
  }

  #send(message: object): void {
    this.#events.send(JSON.stringify(message));
  }
}
