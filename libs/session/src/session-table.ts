/** The open sessions of a gateway: by the channel of their socket, and by their own id. */

import type { Metrics } from "@ambon/kernel/ports";
import type { Transport } from "./gateway-step.ts";
import { GATEWAY_SESSIONS } from "./metric-names.ts";
import type { Session } from "./session.ts";

export class SessionTable {
  readonly #metrics: Metrics;
  readonly #byChannel = new Map<number, Session>();
  readonly #bySessionId = new Map<string, Session>();
  readonly #perTransport: Record<Transport, number> = { telnet: 0, websocket: 0 };

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
  }

  get size(): number {
    return this.#byChannel.size;
  }

  all(): Iterable<Session> {
    return this.#byChannel.values();
  }

  at(channel: number): Session | undefined {
    return this.#byChannel.get(channel);
  }

  named(sessionId: string): Session | undefined {
    return this.#bySessionId.get(sessionId);
  }

  add(session: Session): void {
    this.#byChannel.set(session.channel, session);
    this.#bySessionId.set(session.sessionId, session);
    this.#count(session, 1);
  }

  remove(session: Session): void {
    this.#byChannel.delete(session.channel);
    this.#bySessionId.delete(session.sessionId);
    this.#count(session, -1);
  }

  #count({ client: { transport } }: Session, change: 1 | -1): void {
    this.#perTransport[transport] += change;
    this.#metrics.gauge(GATEWAY_SESSIONS, this.#perTransport[transport], { transport });
  }
}
