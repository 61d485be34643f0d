/** What a counting player typed and was shown last, for whoever has to find out why it went wrong. */

/** Some twenty seconds of a player that types twice a second. */
const EVENTS_MAX = 300;

export class TallyTranscript {
  readonly #events: string[] = [];

  typed(line: string): void {
    this.#note(`> ${line}`);
  }

  shown(what: string): void {
    this.#note(`  ${what}`);
  }

  get text(): string {
    return this.#events.join("\n");
  }

  #note(what: string): void {
    if (this.#events.length === EVENTS_MAX) this.#events.shift();
    this.#events.push(`${(performance.now() / 1000).toFixed(2)} ${what}`);
  }
}
