/** Which engines this gateway has a link to. Any of them answers account calls. */

export class EngineLinks {
  readonly #up = new Set<string>();
  #turn = 0;

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

  /** The next in turn that is up, other than `not`; undefined = there is none. */
  pick(not?: string | null): string | undefined {
    const engines = [...this.#up].filter((engine) => engine !== not);
    this.#turn += 1;
    return engines[this.#turn % Math.max(1, engines.length)];
  }
}
