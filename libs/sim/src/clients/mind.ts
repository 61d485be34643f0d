/**
 * What a bot types: mostly short errands of the small world's people (walk its border, pick up and
 * drop, bank, shop, hand over, trade, fight), and between them lines with a tag that the checks
 * can follow.
 */

import { type Tag, tagText } from "../checks/line-ledger.ts";
import type { Dice } from "../time/dice.ts";

const THINGS = ["coin", "coin", "all.coin", "bag", "bread", "key", "tail", "all"];
const GOLD = ["1 gold", "2 gold", "all gold"];
const PREY = ["rat", "rat", "ogre"];
const WAYS = ["north", "south", "east", "west"];
/** From the hall over every border and back to the yard. */
const RING = ["north", "north", "east", "south", "west", "north", "south"];
const BACK: Readonly<Record<string, string>> = {
  north: "south",
  south: "north",
  east: "west",
  west: "east",
};
const ERRAND_MAX = 12;

export class Mind {
  readonly #dice: Dice;
  readonly #others: readonly string[];
  #lines: string[] = [];

  /** `others` are the names of the other characters. */
  constructor(dice: Dice, others: readonly string[]) {
    this.#dice = dice;
    this.#others = others;
  }

  /** The next untagged line. */
  next(): string {
    if (this.#lines.length === 0) this.#lines = this.#errand();
    return this.#lines.shift() ?? "look";
  }

  /** A line that comes back to its speaker with the tag in it. */
  tagged(tag: Tag): string {
    return `say ${tagText(tag)}`;
  }

  /** Somebody wants to trade. */
  invited(name: string): void {
    if (this.#lines.length > ERRAND_MAX) return;
    this.#lines = [`trade ${name}`, `offer ${this.#what()}`, ...this.#settle(), ...this.#lines];
  }

  #errand(): string[] {
    switch (this.#dice.below(12)) {
      case 0:
        return ["north", "north", "south", "south"];
      case 9:
      case 10:
        return [...RING];
      case 11:
        return [...RING].reverse().map((way) => BACK[way] ?? way);
      case 1:
        return [this.#dice.pick(WAYS) ?? "north", "look"];
      case 2:
        return [`deposit ${this.#what()}`, `withdraw ${this.#what()}`];
      case 3:
        return ["west", "buy bread", `sell ${this.#what()}`, "buy cap", "east"];
      case 4:
        return [`drop ${this.#what()}`, `get ${this.#what()}`, "get all"];
      case 5:
        return [`give ${this.#what()} to ${this.#whom()}`, "inventory"];
      case 6:
        return [`trade ${this.#whom()}`, `offer ${this.#what()}`, ...this.#settle()];
      case 7:
        return [`kill ${this.#dice.pick(PREY)}`, "get all from corpse", "flee", "get all"];
      default:
        return ["who", `tell ${this.#whom()} hello`, `put ${this.#what()} in bag`];
    }
  }

  #settle(): string[] {
    return ["trade confirm", "look", "trade confirm", "trade confirm"];
  }

  #what(): string {
    return this.#dice.pick(this.#dice.below(3) === 0 ? GOLD : THINGS) ?? "coin";
  }

  #whom(): string {
    return this.#dice.pick(this.#others) ?? "nobody";
  }
}
