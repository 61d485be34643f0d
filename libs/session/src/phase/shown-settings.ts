/**
 * What the edge does by the character's settings: output that is muted, and how it is shown. A
 * screen reader that the client showed at login holds until the character's own setting has become
 * true once; from then on that setting decides.
 */

import type { EdgeSettings } from "@ambon/bus/frames";
import type { Client } from "../client.ts";

export class ShownSettings {
  #muted: ReadonlySet<string> = new Set();
  #screenReaderKept = false;
  #askedToKeep = false;

  isMuted(outputClass: string): boolean {
    return this.#muted.has(outputClass);
  }

  /**
   * `detected`: the client showed a screen reader. True when the character is to be asked to keep
   * that, which is once.
   */
  apply(client: Client, detected: boolean, settings: EdgeSettings, seq: number | null): boolean {
    this.#muted = new Set(settings.muted);
    const holds = detected && !this.#screenReaderKept;
    const asks = holds && !settings.screenReader && !this.#askedToKeep;
    if (settings.screenReader) this.#screenReaderKept = true;
    if (asks) this.#askedToKeep = true;
    client.settings({ ...settings, screenReader: settings.screenReader || holds }, seq);
    return asks;
  }
}
