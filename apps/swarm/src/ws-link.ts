/**
 * A bot as a browser, subprotocol `v1.ambon`: hello, then lines; the server sends arrays of
 * messages. JSON is parsed only during the login; in the world a bot looks for words in it.
 */

import type { Link, LinkEvents } from "./link.ts";

export const SUBPROTOCOL = "v1.ambon";
/** A browser acknowledges what it showed; a bot so often, in frames. */
const ACK_EVERY = 32;

interface LoginMessage {
  readonly t?: string;
  readonly label?: string;
  readonly message?: string;
}

export class WsLink implements Link {
  readonly marks: readonly string[] = [];
  readonly #events: LinkEvents;
  readonly #socket: WebSocket;
  #inWorld = false;
  #sinceAck = 0;
  #why = "closed by the server";
  #closed = false;

  constructor(url: string, events: LinkEvents) {
    this.#events = events;
    this.#socket = new WebSocket(url, SUBPROTOCOL);
    this.#socket.onopen = () => {
      this.#put({ t: "hello", v: 1, client: "ambon-swarm/0.1.0", screenReader: false });
    };
    this.#socket.onmessage = ({ data }) => {
      if (typeof data === "string") this.#receive(data);
    };
    this.#socket.onerror = () => {
      this.#why = "websocket error";
    };
    this.#socket.onclose = ({ code }) => this.#end(`${this.#why} (${code})`);
  }

  send(line: string): void {
    this.#put({ t: "line", text: line });
  }

  enterWorld(): void {
    this.#inWorld = true;
  }

  stopReading(): void {
    // Browsers cannot stop reading either; `--sleepers` is refused for this transport.
  }

  close(): void {
    this.#socket.close();
    this.#end("closed by the bot");
  }

  #put(message: object): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #receive(frame: string): void {
    if (!this.#inWorld) this.#login(frame);
    else if (this.#events.listening) this.#events.text(frame);
    this.#sinceAck += 1;
    if (this.#sinceAck >= ACK_EVERY) this.#ack(frame);
  }

  #login(frame: string): void {
    const messages = JSON.parse(frame) as readonly LoginMessage[];
    for (const { t, label, message } of messages) {
      if (t === "ask" && label !== undefined) this.#events.prompt(label);
      else if (t === "bye" && message !== undefined) this.#why = message;
    }
  }

  #ack(frame: string): void {
    const at = frame.lastIndexOf('"seq":');
    if (at < 0) return;
    const seq = Number.parseInt(frame.slice(at + 6, at + 24), 10);
    if (!Number.isSafeInteger(seq)) return;
    this.#sinceAck = 0;
    this.#put({ t: "ack", seq });
  }

  #end(why: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#events.closed(why);
  }
}
