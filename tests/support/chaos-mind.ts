/**
 * What a player of the chaos tests does next: errands drawn from a seed that move things and gold
 * about, one line at a time. It answers invitations to trade. Its choices depend on the seed, the
 * room it stands in and what it hears, on nothing else.
 */

import { below, type PrngState, seedPrng } from "@ambon/kernel/prng";
import type { ChaosMap } from "./chaos-world.ts";

const THINGS = [
  ...["bread", "bread", "2.bread", "all.bread", "rope", "kipper", "sack", "ale"],
  ...["hat", "cudgel", "shawl", "tea", "honey", "axe", "all"],
];
const GOLD = ["1 gold", "1 gold", "2 gold", "3 gold", "5 gold", "all gold"];
const BOXES = ["sack", "bag", "corpse", "2.sack"];
const SHOPS = ["town:store", "town:smokehouse", "town:inn", "town:forge", "moor:hut"];
/** Where scavengers walk, zones meet and things lie. */
const WILD = [
  "tutorial:hut",
  "tutorial:pools",
  "tutorial:yard",
  "tutorial:lookout",
  "town:eastgate",
  "town:quay",
  "forest:trail",
  "forest:edge",
  "forest:farbank",
  "moor:cairn",
];
const PREY = ["crab", "dummy", "rat", "gull", "dog", "squirrel", "fox", "boar", "crow"];
const SQUARE = "town:square";
const BANK = "town:bank";
const QUEUE_MAX = 64;

export class ChaosMind {
  readonly #rng: PrngState;
  readonly #map: ChaosMap;
  readonly #others: readonly string[];
  #lines: string[] = [];

  constructor(seed: number, map: ChaosMap, others: readonly string[]) {
    this.#rng = seedPrng(seed);
    this.#map = map;
    this.#others = others.map((name) => name.toLowerCase());
  }

  /** A number below `bound`, from the same seed. */
  below(bound: number): number {
    return below(this.#rng, bound);
  }

  /** The line to type in `room` (undefined = not known). */
  next(room: string | undefined): string {
    if (this.#lines.length === 0) this.#lines = [...this.#errand(room ?? SQUARE)];
    return this.#lines.shift() ?? "look";
  }

  /** Forgets what it was about: it stands somewhere else now. */
  forget(): void {
    this.#lines = [];
  }

  /** Words on the screen. */
  hear(text: string): void {
    const wish = /(\w+) would like to trade with you/.exec(text)?.[1];
    if (wish === undefined || this.#lines.length > QUEUE_MAX) return;
    const name = wish.toLowerCase();
    this.#lines = [`trade ${name}`, `offer ${this.#what()}`, ...this.#settle()];
  }

  #errand(room: string): readonly string[] {
    const kind = this.below(16);
    if (kind < 3) return [...this.#to(room, BANK), ...this.#banking(), ...this.#banking()];
    if (kind < 6)
      return [...this.#to(room, this.#one(SHOPS)), ...this.#shopping(), ...this.#shopping()];
    if (kind < 8) return [...this.#to(room, SQUARE), ...this.#trading()];
    if (kind < 11) return [...this.#to(room, SQUARE), ...this.#handing(), ...this.#handing()];
    if (kind < 13) return [...this.#to(room, this.#one(WILD)), ...this.#hunting()];
    if (kind < 15) return [...this.#to(room, this.#one(WILD)), ...this.#littering()];
    return this.#boxing();
  }

  #banking(): readonly string[] {
    const what = this.#what();
    return [`deposit ${what}`, "balance", `withdraw ${what}`, `deposit ${this.#one(GOLD)}`];
  }

  #shopping(): readonly string[] {
    const what = this.#one(["bread", "rope", "sack", "kipper", "ale", "knife", "oatcake"]);
    return ["list", `buy ${what}`, `buy 2 ${what}`, `sell ${this.#what()}`, "eat bread"];
  }

  #trading(): readonly string[] {
    return [`trade ${this.#whom()}`, "look", "look", `offer ${this.#what()}`, ...this.#settle()];
  }

  #settle(): readonly string[] {
    const look = (): string => (this.below(2) === 0 ? "look" : "inventory");
    return [look(), "trade confirm", look(), look(), "trade confirm", look(), "trade confirm"];
  }

  #handing(): readonly string[] {
    const give = (): string => `give ${this.#what()} to ${this.#whom()}`;
    const lines = [give(), `drop ${this.#what()}`, `get ${this.#what()}`, give(), "get all"];
    return lines.slice(this.below(4));
  }

  #hunting(): readonly string[] {
    const prey = this.#one(PREY);
    return [`kill ${prey}`, "look", "score", "get all from corpse", "flee", "get all", "wear all"];
  }

  #littering(): readonly string[] {
    const give = `give ${this.#what()} to ${this.#one(PREY)}`;
    return [`drop ${this.#what()}`, "look", give, "drop bread", `get ${this.#what()}`];
  }

  #boxing(): readonly string[] {
    const box = this.#one(BOXES);
    const put = `put ${this.#what()} in ${box}`;
    return [put, `put ${this.#what()} in ${box}`, `get ${this.#what()} from ${box}`, `drop ${box}`];
  }

  #to(room: string, to: string): readonly string[] {
    return this.#map.way(room, to);
  }

  #what(): string {
    return this.below(3) === 0 ? this.#one(GOLD) : this.#one(THINGS);
  }

  #whom(): string {
    return this.#others.length === 0 ? "nobody" : this.#one(this.#others);
  }

  #one(all: readonly string[]): string {
    return all[this.below(all.length)] ?? "look";
  }
}
