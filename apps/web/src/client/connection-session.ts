/**
 * What the browser keeps of its session, so that a lost socket costs nothing: the token and the
 * session's id (for this tab only), the highest number shown, and its own numbered lines until it
 * is known that they were taken.
 *
 *   new socket ─▶ hello with the token ─▶ resumed: the page goes on where it was, lines that were
 *                                         not taken are sent again under their numbers
 *                                      └▶ resumeFailed: everything is forgotten, login follows
 *
 * A page that was loaded again has shown nothing yet: it asks from number 0, which brings it
 * everything as it is now. After a goodbye there is nothing to go on with.
 */

import type { ByeReason, ClientMessage, FrameMessage, ServerMessage } from "./protocol.ts";

/** After these the player comes back to the same session. */
const SESSION_GOES_ON: ReadonlySet<ByeReason> = new Set(["slow", "later"]);

/** Lines that are kept; of more the oldest are forgotten: they were taken long ago. */
export const OWN_LINES_MAX = 64;

/** One text for this tab; it may be forgotten at any time. */
export interface TabMemory {
  read(): string | null;
  /** "" forgets it. */
  write(text: string): void;
}

export interface Sorted {
  /** For the page. */
  readonly show: readonly ServerMessage[];
  /** For the server, now. */
  readonly send: readonly ClientMessage[];
}

type Hello = Extract<ClientMessage, { t: "hello" }>;
type Line = Extract<ClientMessage, { t: "line" }>;
type Attached = Extract<FrameMessage, { t: "attached" | "resumed" }>;

interface Kept {
  readonly token: string;
  readonly session: string;
}

const readKept = (text: string | null): Kept | null => {
  const [session = "", token = ""] = (text ?? "").split(" ");
  return session === "" || token === "" ? null : { session, token };
};

export class SessionKeeper {
  readonly #memory: TabMemory;
  #kept: Kept | null;
  /** Highest number shown of the kept session; null = this page has shown nothing of it. */
  #seq: number | null = null;
  #inWorld = false;
  /** Of the new socket, until it is known whether the session goes on. */
  #welcome: ServerMessage | null = null;
  #asked = false;
  /** This page was in the world with the kept session before. */
  #hasShown = false;
  #lastN = 0;
  #own: Line[] = [];

  constructor(memory: TabMemory) {
    this.#memory = memory;
    this.#kept = readKept(memory.read());
  }

  /** The first message of a new socket. */
  greet(hello: Hello): Hello {
    this.#inWorld = false;
    this.#welcome = null;
    this.#asked = this.#kept !== null;
    if (this.#kept === null) return hello;
    return { ...hello, resume: { ...this.#kept, received: this.#seq ?? 0 } };
  }

  /**
   * A message on its way out: lines for the world get their number and are kept. Null while it is
   * not known whether a line would reach the world or answer a question: it must not go out.
   */
  number(message: ClientMessage): ClientMessage | null {
    if (message.t === "line" && this.#asked) return null;
    const isLine = message.t === "line" && message.text.trim() !== "";
    if (!isLine || !this.#inWorld || this.#kept === null) return message;
    this.#lastN += 1;
    const line = { ...message, n: this.#lastN };
    this.#own = [...this.#own, line].slice(-OWN_LINES_MAX);
    return line;
  }

  /** What came in one frame. */
  sort(messages: readonly FrameMessage[]): Sorted {
    const show: ServerMessage[] = [];
    const send: ClientMessage[] = [];
    for (const message of messages) {
      if ("seq" in message && message.seq !== undefined) this.#seq = message.seq;
      this.#one(message, show, send);
    }
    return { show, send };
  }

  #one(message: FrameMessage, show: ServerMessage[], send: ClientMessage[]): void {
    switch (message.t) {
      case "welcome":
        if (!this.#asked) break;
        this.#welcome = message;
        show.push({ t: "notice", level: "info", text: "Resuming…" });
        return;
      case "attached":
        this.#keep(message);
        this.#hasShown = true;
        this.#own = [];
        this.#lastN = message.line ?? 0;
        break;
      case "resumed":
        this.#resumed(message, show, send);
        return;
      case "resumeFailed":
        this.#forget();
        if (this.#welcome !== null) show.push(this.#welcome);
        this.#welcome = null;
        show.push({ t: "notice", level: "info", text: message.message });
        return;
      case "refused":
        this.#own = this.#own.filter(({ n }) => n !== message.n);
        return;
      case "bye":
        if (!SESSION_GOES_ON.has(message.reason)) this.#forget();
        break;
      default:
    }
    show.push(message);
  }

  #resumed(message: Attached, show: ServerMessage[], send: ClientMessage[]): void {
    const { name, token, seq, line = 0 } = message;
    this.#keep(message);
    if (this.#hasShown) {
      this.#own = this.#own.filter(({ n = 0 }) => n > line);
      send.push(...this.#own);
    } else {
      if (this.#welcome !== null) show.push(this.#welcome);
      show.push({ t: "attached", name, token, seq });
      this.#lastN = line;
      this.#hasShown = true;
    }
    this.#welcome = null;
  }

  #keep({ token, session }: Attached): void {
    this.#inWorld = true;
    this.#asked = false;
    this.#kept = session === undefined || session === "" ? null : { token, session };
    this.#memory.write(this.#kept === null ? "" : `${this.#kept.session} ${token}`);
  }

  #forget(): void {
    this.#kept = null;
    this.#seq = null;
    this.#hasShown = false;
    this.#own = [];
    this.#inWorld = false;
    this.#asked = false;
    this.#memory.write("");
  }
}
