/**
 * What a counting player typed and was shown last, for whoever has to find out why it went wrong.
 * What others do fills rooms, and a prompt that is drawn again tells nothing: both are left out.
 */

/** A minute and more of a player that types every two seconds. */
const EVENTS_MAX = 400;
const OF_OTHERS = /^$|^Tally\w+ |^A pile of |^A bare round room|^to count by; |^Exits: /;

export class TallyTranscript {
  readonly #events: string[] = [];
  #last = "";

  typed(line: string): void {
    this.#note(`> ${line}`);
  }

  shown(what: string): void {
    if (!OF_OTHERS.test(what) && what !== this.#last) this.#note(what);
  }

  get text(): string {
    return this.#events.join("\n");
  }

  #note(what: string): void {
    this.#last = what;
    if (this.#events.length === EVENTS_MAX) this.#events.shift();
    this.#events.push(`${(performance.now() / 1000).toFixed(2)}  ${what}`);
  }
}
