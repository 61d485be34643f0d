/** A WebSocket client on a real gateway. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { type ClientOptions, WebSocket } from "ws";
import { HOSTNAME } from "./real-gateway.ts";

/** A client that keeps its frames, and the text in them. */
export class Visitor {
  readonly ws: WebSocket;
  readonly frames: { readonly binary: boolean; readonly bytes: Buffer }[] = [];
  readonly closed: Promise<readonly [number, string]>;
  #wake: (() => void) | null = null;
  #read = 0;

  private constructor(ws: WebSocket) {
    this.ws = ws;
    ws.on("message", (data, binary) => {
      this.frames.push({ binary, bytes: Buffer.from(data as Buffer) });
      this.#wake?.();
    });
    this.closed = once(ws, "close").then(([code, reason]) => {
      this.#wake?.();
      return [Number(code), String(reason)] as const;
    });
  }

  static async arrive(
    port: number,
    path: string,
    offered: readonly string[],
    options: ClientOptions = {},
  ): Promise<Visitor> {
    const ws = new WebSocket(`ws://${HOSTNAME}:${port}${path}`, [...offered], options);
    const visitor = new Visitor(ws);
    await once(ws, "open");
    return visitor;
  }

  /** Everything since the last match, when it matches. */
  async until(pattern: RegExp): Promise<string> {
    for (;;) {
      const all = this.frames.map(({ bytes }) => bytes.toString("latin1")).join("");
      const unread = all.slice(this.#read);
      if (pattern.test(unread)) {
        this.#read = all.length;
        return unread;
      }
      assert.notEqual(this.ws.readyState, WebSocket.CLOSED, `closed before ${pattern}: ${unread}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async enter(end = ""): Promise<void> {
    await this.until(/Name: (\xff\xf9)?$/);
    this.ws.send(Buffer.from(`mira${end}`));
    await this.until(/Password: (\xff\xf9)?$/);
    this.ws.send(Buffer.from(`swordfish${end}`));
    await this.until(/You are in a hall[\s\S]*hp> (\xff\xf9)?$/);
  }
}
