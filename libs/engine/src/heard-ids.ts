/**
 * The messages that a zone was given last, so that it gets none twice: one that followed a zone to
 * another engine may have come there by itself. A zone takes what it has heard along.
 *
 * Bound: HEARD_MAX; beyond it the oldest is forgotten. What comes twice does so within seconds.
 */

import type { MessageId } from "@ambon/game/message";

export const HEARD_MAX = 512;

export const idText = ({ zone, epoch, step, index }: MessageId): string =>
  `${zone}/${epoch}/${step}/${index}`;

export class HeardIds {
  readonly #ids = new Set<string>();

  /** Oldest first, for `load`. */
  get all(): readonly string[] {
    return [...this.#ids];
  }

  load(ids: readonly string[]): void {
    for (const id of ids) this.#add(id);
  }

  /** False when it was given before. */
  isFirst(id: MessageId): boolean {
    const text = idText(id);
    if (this.#ids.has(text)) return false;
    this.#add(text);
    return true;
  }

  /** It was not heard after all, and may come again. */
  forget(id: MessageId): void {
    this.#ids.delete(idText(id));
  }

  #add(text: string): void {
    this.#ids.add(text);
    if (this.#ids.size <= HEARD_MAX) return;
    const [oldest] = this.#ids;
    if (oldest !== undefined) this.#ids.delete(oldest);
  }
}
