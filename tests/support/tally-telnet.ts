/** A telnet seat: each new connection is a new login. */

import { createConnection, type Socket } from "node:net";
import { stripVTControlCharacters } from "node:util";
import { COME_AGAIN_MS, HOST, type Seat, type SeatEvents } from "./tally-seat.ts";
import { TelnetBytes } from "./telnet-bytes.ts";

const GOLD = /^\[(\d+)\] $/;

export class TelnetSeat implements Seat {
  readonly kind = "telnet";
  gateway: number;
  readonly #ports: readonly number[];
  readonly #events: SeatEvents;
  #socket: Socket | null = null;
  #again: NodeJS.Timeout | null = null;
  #left = false;

  constructor(ports: readonly number[], gateway: number, events: SeatEvents) {
    this.#ports = ports;
    this.gateway = gateway;
    this.#events = events;
    this.#open();
  }

  get mayType(): boolean {
    return this.#socket?.readyState === "open";
  }

  type(line: string): void {
    this.#socket?.write(`${line}\r\n`);
  }

  move(): void {
    this.#socket?.destroy();
  }

  leave(): void {
    this.#left = true;
    if (this.#again !== null) clearTimeout(this.#again);
    this.#socket?.destroy();
  }

  #open(): void {
    const socket = createConnection({ host: HOST, port: this.#ports[this.gateway] ?? 0 });
    socket.setNoDelay(true);
    this.#socket = socket;
    const decoder = new TextDecoder();
    let text = "";
    const telnet = new TelnetBytes(
      {},
      {
        text: (bytes) => {
          text += decoder.decode(new Uint8Array(bytes), { stream: true });
          const lines = text.split("\r\n");
          text = lines.pop() ?? "";
          for (const line of lines) this.#events.line(stripVTControlCharacters(line));
        },
        promptEnd: () => {
          this.#prompt(stripVTControlCharacters(text));
          text = "";
        },
        echo: () => undefined,
        gmcp: () => undefined,
        reply: (bytes) => void socket.write(new Uint8Array(bytes)),
      },
    );
    socket.on("data", (bytes) => telnet.receive(bytes));
    let why = "closed";
    socket.on("error", (error) => {
      why = error.message;
    });
    socket.on("close", () => this.#closed(why));
  }

  #prompt(text: string): void {
    const gold = GOLD.exec(text)?.[1];
    if (gold === undefined) this.#events.question(text.trim().replace(/:$/, ""));
    else this.#events.gold(Number(gold));
  }

  #closed(why: string): void {
    if (this.#left) return;
    this.#events.closed(why);
    this.gateway = (this.gateway + 1) % this.#ports.length;
    this.#again = setTimeout(() => this.#open(), COME_AGAIN_MS);
  }
}
