/** What was read and typed in this visit, as plain text for a file. Bounded; no secrets. */

/** Characters kept; the oldest lines leave, and the file says so. */
export const SESSION_CHARACTERS_MAX = 2_000_000;

/** Grows in place: it is written with every line of the game. */
export class SessionRecord {
  #lines: string[] = [];
  #characters = 0;
  #dropped = 0;

  /** Every line of `text`, each with the time of day. */
  add(text: string, time: string): void {
    for (const line of text.split("\n")) {
      const entry = `${time} ${line}`;
      this.#lines.push(entry);
      this.#characters += entry.length + 1;
    }
    let excess = 0;
    while (this.#characters > SESSION_CHARACTERS_MAX && excess < this.#lines.length) {
      this.#characters -= (this.#lines[excess]?.length ?? 0) + 1;
      excess += 1;
    }
    if (excess === 0) return;
    this.#lines = this.#lines.slice(excess);
    this.#dropped += excess;
  }

  get lines(): number {
    return this.#lines.length;
  }

  /** The whole file. */
  text(): string {
    const cut = this.#dropped === 0 ? [] : [`(${this.#dropped} earlier lines were not kept)`];
    return `${[...cut, ...this.#lines].join("\n")}\n`;
  }
}

/** "ambon-Mira-2026-02-03.txt"; `day` is as the file is to show it. */
export const logFileName = (name: string, day: string): string =>
  `${["ambon", name.replaceAll(/[^\p{L}\d]/gu, ""), day].filter(Boolean).join("-")}.txt`;
