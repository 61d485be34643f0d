/**
 * What players here have said to somebody at another engine, until that engine says that it took
 * it. When it is lost first, nobody will ever answer, and the sender is told that nobody knows.
 *
 * Bound: UNANSWERED_MAX for each engine; beyond it the oldest is forgotten.
 */

import type { MessageBody, MessageId } from "@ambon/game/message";
import type { PlayerId } from "@ambon/kernel/ids";
import { idText } from "../heard-ids.ts";

export const UNANSWERED_MAX = 1024;

export interface Sent {
  readonly sender: PlayerId;
  /** Whom they meant. */
  readonly name: string;
  readonly body: MessageBody;
}

export class Unanswered {
  readonly #engines = new Map<string, Map<string, Sent>>();

  /** How many wait for the engine that owes the most answers. */
  get most(): number {
    return Math.max(0, ...[...this.#engines.values()].map(({ size }) => size));
  }

  sent(engine: string, id: MessageId, message: Sent): void {
    const waiting = this.#engines.get(engine) ?? new Map<string, Sent>();
    this.#engines.set(engine, waiting);
    waiting.set(idText(id), message);
    if (waiting.size <= UNANSWERED_MAX) return;
    const [oldest] = waiting.keys();
    if (oldest !== undefined) waiting.delete(oldest);
  }

  taken(engine: string, id: MessageId): void {
    this.#engines.get(engine)?.delete(idText(id));
  }

  /** Takes what an engine that is lost has not said to have taken. */
  takeLost(engine: string): readonly Sent[] {
    const waiting = this.#engines.get(engine);
    this.#engines.delete(engine);
    return [...(waiting?.values() ?? [])];
  }
}
