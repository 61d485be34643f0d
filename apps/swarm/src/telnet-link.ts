/** A bot on telnet. */

import type { Link, LinkEvents } from "./link.ts";
import { openTcp, type TcpAddress, type TcpSocket } from "./tcp-socket.ts";
import { PROMPT_MARKS, TelnetLogin } from "./telnet-login.ts";

export class TelnetLink implements Link {
  readonly marks = PROMPT_MARKS;
  readonly #events: LinkEvents;
  readonly #socket: TcpSocket;
  #login: TelnetLogin | null;

  constructor(address: TcpAddress, events: LinkEvents) {
    this.#events = events;
    this.#login = new TelnetLogin({
      reply: (bytes) => this.#socket.write(bytes),
      prompt: (text) => events.prompt(text),
    });
    this.#socket = openTcp(address, {
      // The server speaks first.
      open: () => undefined,
      data: (bytes) => this.#receive(bytes),
      closed: (why) => events.closed(why),
    });
  }

  send(line: string): void {
    this.#socket.write(`${line}\r\n`);
  }

  enterWorld(): void {
    this.#login = null;
  }

  stopReading(): void {
    this.#socket.pause();
  }

  close(): void {
    this.#socket.close();
  }

  #receive(bytes: Buffer): void {
    if (this.#login !== null) this.#login.receive(bytes);
    else if (this.#events.listening) this.#events.text(bytes.toString("latin1"));
  }
}
