/** Drives the machine of link.ts with a real WebSocket and a real timer. */

import { perTab } from "./browser-storage.ts";
import { SessionKeeper } from "./connection-session.ts";
import { INITIAL_LINK, type LinkEffect, type LinkEvent, type LinkState, linkStep } from "./link.ts";
import {
  type ClientMessage,
  encodeMessage,
  parseFrame,
  type ServerMessage,
  SUBPROTOCOL,
} from "./protocol.ts";

export interface ConnectionEvents {
  /** The first message on a new socket. */
  readonly greeting: () => Extract<ClientMessage, { t: "hello" }>;
  readonly messages: (messages: readonly ServerMessage[]) => void;
  /** `retryMs` while waiting: how long until the next attempt. */
  readonly changed: (state: LinkState, retryMs: number | null) => void;
}

/** From 0 to 1 (exclusive). */
const chance = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;

export class Connection {
  readonly #url: string;
  readonly #events: ConnectionEvents;
  #state: LinkState = INITIAL_LINK;
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pings = 0;
  readonly #session = new SessionKeeper({
    read: () => perTab.read("session"),
    write: (text) => perTab.write("session", text),
  });

  constructor(url: string, events: ConnectionEvents) {
    this.#url = url;
    this.#events = events;
    window.addEventListener("online", () => this.#step({ e: "online" }));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#step({ e: "visible" });
    });
  }

  start(): void {
    this.#step({ e: "start" });
  }

  retry(): void {
    this.#step({ e: "retry" });
  }

  /** False when there is no open socket: the caller keeps what it wanted to send. */
  send(message: ClientMessage): boolean {
    if (this.#state.phase !== "open" || this.#socket?.readyState !== WebSocket.OPEN) return false;
    const numbered = this.#session.number(message);
    if (numbered === null) return false;
    this.#socket.send(encodeMessage(numbered));
    return true;
  }

  #step(event: LinkEvent): void {
    const before = this.#state;
    const [state, effects] = linkStep(before, event);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
    if (state.phase === before.phase) return;
    const timer = effects.findLast((effect) => effect.do === "timer");
    this.#events.changed(state, state.phase === "waiting" ? (timer?.ms ?? null) : null);
  }

  #perform(effect: LinkEffect): void {
    switch (effect.do) {
      case "open":
        return this.#open(effect.socket);
      case "close":
        this.#socket?.close();
        this.#socket = undefined;
        return;
      case "ping":
        this.#pings += 1;
        this.send({ t: "ping", n: this.#pings });
        return;
      case "timer":
        clearTimeout(this.#timer);
        if (effect.ms === null) return;
        this.#timer = setTimeout(() => this.#step({ e: "timer", chance: chance() }), effect.ms);
    }
  }

  #open(socket: number): void {
    const opened = new WebSocket(this.#url, SUBPROTOCOL);
    this.#socket = opened;
    opened.addEventListener("open", () => {
      this.#step({ e: "opened", socket });
      if (this.#socket === opened) {
        opened.send(encodeMessage(this.#session.greet(this.#events.greeting())));
      }
    });
    opened.addEventListener("message", ({ data }) => {
      if (this.#socket !== opened || typeof data !== "string") return;
      this.#step({ e: "frame", socket });
      const { messages } = parseFrame(data);
      const bye = messages.find((message) => message.t === "bye");
      if (bye?.t === "bye") this.#step({ e: "bye", reason: bye.reason });
      const { show, send } = this.#session.sort(messages);
      for (const again of send) opened.send(encodeMessage(again));
      this.#events.messages(show);
    });
    opened.addEventListener("close", () => this.#step({ e: "closed", socket, chance: chance() }));
  }
}
