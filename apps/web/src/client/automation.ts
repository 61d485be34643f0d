/** Shows the triggers what the game says; what they may do is decided in triggers.ts. */

import type { OutputClass } from "@ambon/markup/tree";
import { fire, isHighlighted, type Ledger, type Trigger } from "./triggers.ts";

/** The parts of an entry that are one line each. */
const LINES = "p, h3, li, tr, .line-meter > span";

export interface AutomationDeeds {
  readonly send: (command: string) => void;
  readonly notify: (text: string) => void;
  readonly tell: (text: string) => void;
}

const highlight = (
  triggers: readonly Trigger[],
  kind: OutputClass,
  nodes: readonly HTMLElement[],
): void => {
  if (!triggers.some((one) => one.highlight)) return;
  const lines = nodes.flatMap((node) => [
    ...(node.matches(LINES) ? [node] : []),
    ...node.querySelectorAll<HTMLElement>(LINES),
  ]);
  for (const line of lines) {
    const hit = isHighlighted(triggers, kind, line.textContent ?? "");
    line.classList.toggle("hit", hit);
  }
};

export class Automation {
  readonly #triggers: () => readonly Trigger[];
  readonly #deeds: AutomationDeeds;
  #ledger: Ledger = [];

  constructor(triggers: () => readonly Trigger[], deeds: AutomationDeeds) {
    this.#triggers = triggers;
    this.#deeds = deeds;
  }

  /** One output: its text, one fact a line, and the elements that show it. */
  see(kind: OutputClass, text: string, nodes: readonly HTMLElement[]): void {
    const triggers = this.#triggers();
    if (triggers.length === 0) return;
    highlight(triggers, kind, nodes);
    const fired = fire(triggers, kind, text.split("\n"), this.#ledger, performance.now());
    this.#ledger = fired.ledger;
    for (const line of fired.notices) this.#deeds.notify(line);
    for (const command of fired.sends) this.#deeds.send(command);
    for (const pattern of fired.resting) {
      this.#deeds.tell(`The trigger “${pattern}” sends too much: it rests for a few seconds.`);
    }
  }
}
