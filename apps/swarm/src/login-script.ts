/**
 * A bot's side of the login dialogue (DESIGN section 9), the same for both transports:
 *
 *   Name ─▶ Password ────────────────────────────────────────────────────▶ in the world
 *     └───▶ Create …? (y/n) ─▶ New password ─▶ Password again ─▶ Race ─▶ Class ─▶ in the world
 *
 * A question that comes again means that the last answer was refused: busy, for instance. The bot
 * waits and answers again, so often as QUESTIONS_MAX allows.
 */

/** More questions than a creation with a dozen refusals needs. */
export const QUESTIONS_MAX = 60;
/** Every world has at least so many races and classes. */
const CHOICES = 2;

export type Step =
  | { readonly step: "answer"; readonly line: string; readonly again: boolean }
  | { readonly step: "entered" }
  | { readonly step: "failed"; readonly why: string };

export class LoginScript {
  readonly #name: string;
  readonly #password: string;
  readonly #choice: number;
  readonly #asked = new Set<string>();
  #questions = 0;

  /** `choice` picks race and class: 0, 1, 2, … spread over the first few of each. */
  constructor(name: string, password: string, choice: number) {
    this.#name = name;
    this.#password = password;
    this.#choice = choice;
  }

  /** What to do at a prompt: `Name: ` (telnet) or `Name` (label of an `ask`). */
  next(prompt: string): Step {
    const label = prompt.trim().replace(/:$/, "");
    const line = this.#answer(label);
    if (line === null) {
      // A prompt that is no question is the game's own: it comes only after the class or password.
      if (this.#questions > 1) return { step: "entered" };
      return { step: "failed", why: `unknown question "${label.slice(0, 40)}"` };
    }
    this.#questions += 1;
    if (this.#questions > QUESTIONS_MAX) {
      return { step: "failed", why: `still asked "${label.slice(0, 40)}" after many answers` };
    }
    const again = this.#asked.has(label);
    this.#asked.add(label);
    return { step: "answer", line, again };
  }

  #answer(label: string): string | null {
    if (/(^|\s)name$/i.test(label)) return this.#name;
    if (/\(y\/n\)$/i.test(label)) return "y";
    if (/password( again)?$/i.test(label)) return this.#password;
    if (/race$/i.test(label)) return String(1 + (this.#choice % CHOICES));
    if (/class$/i.test(label)) return String(1 + (Math.floor(this.#choice / CHOICES) % CHOICES));
    return null;
  }
}
