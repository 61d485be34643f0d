/**
 * Who is let into a gateway: as many connections as the limits say, while the gateway is not ending
 * and there is an id for the session. Who is refused reads one line and is closed.
 */

import { plainAddress } from "./address.ts";
import type { ByeReason } from "./client.ts";
import { ConnectionLimits } from "./connection-limits.ts";
import type { GatewayClients } from "./gateway-clients.ts";
import type { Ending, GatewayInbox, SocketEffect } from "./gateway-step.ts";
import { CONNECTIONS_REFUSED } from "./metric-names.ts";
import type { SessionShared } from "./phase/phase.ts";
import { Session } from "./session.ts";

const NO_ID_TEXT = "No new sessions can be opened just now. Please try again in a minute.";

type Opening = Extract<GatewayInbox, { i: "open" }>;

interface Refusal {
  /** For the metric. */
  readonly reason: string;
  readonly message: string;
  readonly bye: ByeReason;
}

export interface FrontDoorParts {
  readonly shared: SessionShared;
  readonly clients: GatewayClients;
  /** Undefined while there is no lease to mint with. */
  readonly mintSessionId: () => string | undefined;
}

export type Entry =
  | { readonly session: Session }
  /** Refused: what its socket is told. */
  | { readonly session: null; readonly sockets: readonly SocketEffect[] };

export class FrontDoor {
  readonly #parts: FrontDoorParts;
  readonly #connections: ConnectionLimits;
  #ending: Refusal | null = null;

  constructor(parts: FrontDoorParts) {
    this.#parts = parts;
    this.#connections = new ConnectionLimits(parts.shared.limits);
  }

  /** Nobody is let in any more. */
  shut(message: string, bye: Required<Ending>["reason"]): void {
    this.#ending = { reason: "closing", message, bye };
  }

  /** A connection has come. */
  open(nowMs: number, opening: Opening): Entry {
    if (this.#ending !== null) return this.#refuse(opening, this.#ending);
    const address = plainAddress(opening.address);
    const refusal = this.#connections.take(address);
    if (refusal !== undefined) {
      const bye = refusal.reason === "full" ? "later" : "kicked";
      return this.#refuse(opening, { ...refusal, bye });
    }
    const { shared, clients, mintSessionId } = this.#parts;
    const sessionId = mintSessionId();
    if (sessionId === undefined) {
      this.#connections.release(address);
      return this.#refuse(opening, { reason: "closing", message: NO_ID_TEXT, bye: "later" });
    }
    const { channel, transport, compresses = false, secure = false } = opening;
    const client = clients.make(transport, { compresses, secure });
    const engine = shared.engines.pick() ?? null;
    const parts = { channel, sessionId, address, client, engine };
    return { session: new Session(parts, shared, nowMs) };
  }

  /** The socket of a session is gone. */
  left({ address }: Session): void {
    this.#connections.release(address);
  }

  /** There is no session that could say it. */
  #refuse({ channel, transport }: Opening, { reason, message, bye }: Refusal): Entry {
    const { shared, clients } = this.#parts;
    shared.metrics.count(CONNECTIONS_REFUSED, 1, { reason });
    const client = clients.make(transport, { compresses: false, secure: false });
    client.bye(bye, message);
    const payload = client.flush();
    const words = payload === null ? [] : [{ channel, payload }];
    return { session: null, sockets: [...words, { channel, close: bye }] };
  }
}
