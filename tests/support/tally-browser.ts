/** A browser's seat, with the browser client's own keeper of its session: it resumes. */

import { SessionKeeper } from "@ambon/app-web/client/connection-session";
import { spokenText } from "@ambon/app-web/client/markup-text";
import {
  type ClientMessage,
  encodeMessage,
  PROTOCOL_VERSION,
  parseFrame,
  type ServerMessage,
  SUBPROTOCOL,
} from "@ambon/app-web/client/protocol";
import { COME_AGAIN_MS, HOST, type Seat, type SeatEvents } from "./tally-seat.ts";

const GREETINGS: readonly string[] = ["ask", "attached", "resumed"];

export class BrowserSeat implements Seat {
  readonly kind = "websocket";
  gateway: number;
  readonly #ports: readonly number[];
  readonly #events: SeatEvents;
  readonly #keeper: SessionKeeper;
  #socket: WebSocket | null = null;
  #again: NodeJS.Timeout | null = null;
  #left = false;
  /** Of the current socket: a line would reach the world, or answer a question. */
  #isGreeted = false;

  constructor(ports: readonly number[], gateway: number, events: SeatEvents) {
    this.#ports = ports;
    this.gateway = gateway;
    this.#events = events;
    let memory = "";
    this.#keeper = new SessionKeeper({
      read: () => memory,
      write: (text) => {
        memory = text;
      },
    });
    this.#open();
  }

  get mayType(): boolean {
    return this.#isGreeted && this.#socket?.readyState === WebSocket.OPEN;
  }

  type(line: string): void {
    const message = this.#keeper.number({ t: "line", text: line });
    if (message !== null) this.#put(message);
  }

  move(): void {
    this.#socket?.close();
  }

  leave(): void {
    this.#left = true;
    if (this.#again !== null) clearTimeout(this.#again);
    this.#socket?.close();
  }

  #open(): void {
    this.#isGreeted = false;
    const socket = new WebSocket(`ws://${HOST}:${this.#ports[this.gateway]}/ws`, SUBPROTOCOL);
    this.#socket = socket;
    const client = "ambon-tally/0.1.0";
    socket.onopen = () => {
      const hello = { t: "hello", v: PROTOCOL_VERSION, client, screenReader: false } as const;
      this.#put(this.#keeper.greet(hello));
    };
    let why = "closed";
    socket.onmessage = ({ data }) => {
      const { messages } = parseFrame(String(data));
      for (const message of messages) if (message.t === "bye") why = `bye ${message.reason}`;
      const { show, send } = this.#keeper.sort(messages);
      this.#isGreeted ||= messages.some(({ t }) => GREETINGS.includes(t));
      for (const message of send) this.#put(message);
      for (const message of show) this.#show(message);
      const seq = messages.findLast((message) => "seq" in message && message.seq !== undefined);
      if (seq !== undefined && "seq" in seq) this.#put({ t: "ack", seq: seq.seq ?? 0 });
    };
    socket.onclose = () => this.#closed(why);
  }

  #show(message: ServerMessage): void {
    if (message.t === "ask") this.#events.question(message.label);
    else if (message.t === "prompt") this.#events.gold(message.values.gold);
    else if (message.t === "notice") this.#events.line(message.text);
    else if (message.t === "out") {
      for (const line of spokenText(message.m).split("\n")) this.#events.line(line);
    }
  }

  #put(message: ClientMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(encodeMessage(message));
  }

  #closed(why: string): void {
    if (this.#left) return;
    this.#isGreeted = false;
    this.#events.closed(why);
    this.gateway = (this.gateway + 1) % this.#ports.length;
    this.#again = setTimeout(() => this.#open(), COME_AGAIN_MS);
  }
}
