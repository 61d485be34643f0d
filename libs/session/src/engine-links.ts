/**
 * Which engines this gateway has a link to, and which of them serves whoever is in none yet: any
 * engine answers account calls. Near ones come first, then those with few players; of those that
 * are alike each in turn. What is known of players is seconds old, and all gateways know the same,
 * so engines that are nearly alike share what comes.
 */

export interface EngineChoice {
  /** The gateway's own. */
  readonly region: string;
  /** What an engine says of itself; absent = not known of any. */
  readonly regionOf?: (engine: string) => string;
  /** Absent = not known of any. */
  readonly playersAt?: (engine: string) => number;
}

/** Engines with so many players more than the idlest, or a share of its own, are not busier. */
export const ALIKE_PLAYERS = 20;
export const ALIKE_SHARE = 0.25;

export class EngineLinks {
  readonly #choice: EngineChoice;
  readonly #up = new Set<string>();
  #turn = 0;

  constructor(choice: EngineChoice) {
    this.#choice = choice;
  }

  set(engine: string, up: boolean): void {
    if (up) this.#up.add(engine);
    else this.#up.delete(engine);
  }

  isUp(engine: string): boolean {
    return this.#up.has(engine);
  }

  get any(): boolean {
    return this.#up.size > 0;
  }

  /** The best that is up for somebody new, other than `not`; undefined = there is none. */
  pick(not?: string): string | undefined {
    return this.#nextOf(this.#idlest(this.#nearest(this.#others(not))));
  }

  /** Any that is up, each in its turn: whoever took a session over may be far away, or busy. */
  next(not: string | null): string | undefined {
    return this.#nextOf(this.#others(not));
  }

  #others(not: string | null | undefined): readonly string[] {
    return [...this.#up].filter((engine) => engine !== not);
  }

  #nearest(engines: readonly string[]): readonly string[] {
    const { region, regionOf } = this.#choice;
    const near = engines.filter((engine) => regionOf?.(engine) === region);
    return near.length === 0 ? engines : near;
  }

  #idlest(engines: readonly string[]): readonly string[] {
    const { playersAt } = this.#choice;
    if (playersAt === undefined) return engines;
    const least = Math.min(...engines.map(playersAt));
    const most = least + Math.max(ALIKE_PLAYERS, least * ALIKE_SHARE);
    return engines.filter((engine) => playersAt(engine) <= most);
  }

  #nextOf(engines: readonly string[]): string | undefined {
    this.#turn += 1;
    return engines[this.#turn % Math.max(1, engines.length)];
  }
}
