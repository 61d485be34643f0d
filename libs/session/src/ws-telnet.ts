/**
 * `telnet.mudstandards.org`, `telnet`, `binary` and sockets without a subprotocol: the whole telnet
 * stream in BINARY frames, both ways, cut anywhere.
 *
 * MCCP is no part of it: WebSocket has compression of its own, and compressing twice costs memory
 * for nothing. What is said about COMPRESS2 and COMPRESS3 is taken out of both directions, so that
 * it is neither offered nor agreed to, whatever the session can do.
 *
 * TEXT frames are no telnet. Those that begin with `{` are words of clients to their own proxies
 * (mudlet-web) and say nothing to us; others are lines, as typed by hand in a developer's console.
 */

import { DONT, IAC, NO_BYTES, OPTION_MCCP2, OPTION_MCCP3, SB, SE, WILL } from "@ambon/telnet/bytes";
import type { Payload } from "./client.ts";
import type { DialectOutput, WsDialect } from "./ws-dialect.ts";
import { typedLines } from "./ws-input.ts";

type State = "text" | "iac" | "verb" | "payload" | "payloadIac";

/** Takes the negotiation of MCCP out of one direction of a telnet stream, and nothing else. */
export class MccpFilter {
  #state: State = "text";
  #verb = 0;

  /** The same bytes when there is nothing to take out. At most two bytes wait for the next call. */
  pass(bytes: Uint8Array): Uint8Array {
    if (this.#state === "text" && !bytes.includes(IAC)) return bytes;
    const out = new Uint8Array(bytes.length + 2);
    let length = 0;
    const put = (byte: number): void => {
      out[length++] = byte;
    };
    for (const byte of bytes) this.#step(byte, put);
    return out.subarray(0, length);
  }

  #step(byte: number, put: (byte: number) => void): void {
    switch (this.#state) {
      case "iac":
        this.#command(byte, put);
        return;
      case "verb":
        this.#state = "text";
        if (byte === OPTION_MCCP2 || byte === OPTION_MCCP3) return;
        put(IAC);
        put(this.#verb);
        put(byte);
        return;
      case "payloadIac":
        // Whatever else follows is a command that cuts the subnegotiation off.
        if (byte === IAC || byte === SE) {
          put(IAC);
          put(byte);
          this.#state = byte === SE ? "text" : "payload";
        } else this.#command(byte, put);
        return;
      default:
        if (byte === IAC) this.#state = this.#state === "text" ? "iac" : "payloadIac";
        else put(byte);
    }
  }

  #command(byte: number, put: (byte: number) => void): void {
    if (byte >= WILL && byte <= DONT) {
      this.#verb = byte;
      this.#state = "verb";
      return;
    }
    put(IAC);
    put(byte);
    this.#state = byte === SB ? "payload" : "text";
  }
}

export class TelnetDialect implements WsDialect {
  readonly name = "telnet";
  readonly opening = NO_BYTES;
  readonly #inbound = new MccpFilter();
  readonly #outbound = new MccpFilter();

  receive(frame: Payload): Uint8Array {
    if (typeof frame !== "string") return this.#inbound.pass(frame);
    return frame.startsWith("{") ? NO_BYTES : typedLines(frame);
  }

  send(bytes: Uint8Array): DialectOutput {
    const passed = this.#outbound.pass(bytes);
    return { frames: passed.length === 0 ? [] : [passed], answer: NO_BYTES };
  }
}
