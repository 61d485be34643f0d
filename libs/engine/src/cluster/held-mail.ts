/**
 * Messages for players who are between two engines, and for zones that are: in order, until it is
 * known where they are (post.ts).
 *
 * Bound: HELD_MAIL_MAX for each player and zone; beyond it the oldest is handed out, to be given
 * back to its sender.
 */

import type { PlayerId, ZoneId } from "@ambon/kernel/ids";
import type { Mail } from "./peer-frame.ts";

export const HELD_MAIL_MAX = 256;

export interface Held {
  readonly mail: Mail;
  /** The engine that sent it here: it still counts it as unanswered. */
  readonly from: string;
}

export class HeldMail {
  readonly #held = new Map<PlayerId | ZoneId, Held[]>();

  /** How much waits for the one for whom most does. */
  get most(): number {
    return Math.max(0, ...[...this.#held.values()].map(({ length }) => length));
  }

  /** The oldest, when there is no room any more. */
  add(whom: PlayerId | ZoneId, held: Held): Held | undefined {
    const waiting = this.#held.get(whom) ?? [];
    this.#held.set(whom, waiting);
    waiting.push(held);
    return waiting.length > HELD_MAIL_MAX ? waiting.shift() : undefined;
  }

  take(whom: PlayerId | ZoneId): readonly Held[] {
    const waiting = this.#held.get(whom) ?? [];
    this.#held.delete(whom);
    return waiting;
  }
}
