/**
 * What a counting player sees that walks around the ring of tests/fixtures/tally-ring: each step
 * leads to the next room, as many are made as were typed, and every second one crosses a border.
 */

const ROOMS = ["Dawn", "Noon", "Midnight"].flatMap((zone) => [`${zone} Gate`, `${zone} Court`]);
const TURNED_BACK = /^The way is blocked just now/;
/** Every so many lines a step is typed. */
export const STEP_EVERY = 3;
/** Between two steps a pebble is taken, after the next one it is laid down. */
const CARRY_EVERY = 2 * STEP_EVERY;
/** Steps at the beginning, so that they are spread over the ring. */
export const spreadSteps = (index: number): number => 1 + (index % ROOMS.length);

export class TallyWalk {
  /** Rooms that do not follow the one before. */
  readonly jumps: string[] = [];
  /** From typing a step to seeing the next room, across a border or within a zone. */
  readonly waitsMs: Readonly<Record<"border" | "inside", number[]>> = { border: [], inside: [] };
  typed = 0;
  steps = 0;
  turnedBack = 0;
  #at: number | null = null;
  #typedMs: number[] = [];
  /** Steps that were under way when it began anew: they may be seen, or not. */
  #unsure = 0;

  /** A step is typed. */
  sets(nowMs: number): void {
    this.typed += 1;
    this.#typedMs.push(nowMs);
  }

  sees(line: string, nowMs: number): void {
    if (TURNED_BACK.test(line)) {
      this.turnedBack += 1;
      this.#typedMs.shift();
    }
    const room = ROOMS.indexOf(/^The Room (.+)$/.exec(line)?.[1] ?? "");
    if (room < 0 || room === this.#at) return;
    const before = this.#at;
    this.#at = room;
    if (before === null) return;
    if (room !== (before + 1) % ROOMS.length) {
      this.jumps.push(`from ${ROOMS[before]} to ${ROOMS[room]}`);
      return;
    }
    this.steps += 1;
    const typedMs = this.#typedMs.shift();
    if (typedMs !== undefined) {
      this.waitsMs[room % 2 === 0 ? "border" : "inside"].push(nowMs - typedMs);
    } else if (this.#unsure > 0) this.#unsure -= 1;
    else this.jumps.push(`a step to ${ROOMS[room]} that nobody typed`);
  }

  /** Steps that were typed and are neither made nor refused. */
  get flying(): number {
    return this.#typedMs.length;
  }

  /** What is typed with line `n` besides; undefined = nothing. */
  carries(n: number): string | undefined {
    if (n % CARRY_EVERY === 1) return "get pebble";
    return n % CARRY_EVERY === STEP_EVERY + 1 ? "drop pebble" : undefined;
  }

  /** What it sees next need not follow what it saw last. */
  beginAnew(): void {
    this.#at = null;
    this.#unsure = this.#typedMs.length;
    this.#typedMs = [];
  }
}

/** The value below which `share` of them are; 0 of none. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
};
