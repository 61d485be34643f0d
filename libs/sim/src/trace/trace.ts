/**
 * What happened, one record per event: hashed as it comes, the newest kept for a report. Two runs
 * of one seed are the same when their hashes are, on every runtime.
 *
 * A line is: virtual milliseconds (9) · node (8) · kind (8) · what. Kinds are in LEGEND.
 */

/** Records that a report can show. */
export const TAIL_LINES = 60;

export const LEGEND = {
  start: "a process starts",
  ready: "an engine lets logins in",
  crash: "a process is gone with all it knew",
  pause: "a process stands still",
  resume: "it goes on",
  fatal: "an engine ends itself",
  order: "an engine gets an order from its operator",
  stop: "an engine is asked to end in good order",
  stopped: "it has saved everything",
  link: "a gateway's link to an engine came or went",
  peers: "an engine's link to another came or went, or brings something that decides",
  lease: "a gateway's lease on a node id is new, or lost",
  frames: "a batch on a link arrives",
  socket: "a player's connection opens or ends",
  route: "the network between two places changes",
  ask: "the store or a hasher is asked",
  answer: "it answers",
  commit: "a cut is written",
  claim: "a row gets an owner",
  store: "the store's health changes",
  line: "a zone applies a player's line",
  bot: "a player's program does something",
  phase: "the simulation enters a phase",
  wrong: "an invariant is broken",
} as const;
export type TraceKind = keyof typeof LEGEND;

interface TraceRecord {
  readonly ms: number;
  readonly node: string;
  readonly kind: TraceKind;
  readonly what: string;
}

const MULTIPLIER_A = 0x9e3779b1;
const MULTIPLIER_B = 0x5f356495;
const MS_WIDTH = 9;
const NAME_WIDTH = 8;

export class Trace {
  readonly #elapsedMs: () => number;
  readonly #sink: ((line: string) => void) | undefined;
  readonly #tail: TraceRecord[] = [];
  #next = 0;
  #a = 0x243f6a88;
  #b = 0x13198a2e;

  /** `sink` gets every line as it comes. */
  constructor(elapsedMs: () => number, sink?: (line: string) => void) {
    this.#elapsedMs = elapsedMs;
    this.#sink = sink;
  }

  note(node: string, kind: TraceKind, what: string): void {
    const ms = this.#elapsedMs();
    this.#mix(ms);
    this.#mixText(node);
    this.#mixText(kind);
    this.#mixText(what);
    const record = { ms, node, kind, what };
    this.#tail[this.#next % TAIL_LINES] = record;
    this.#next += 1;
    this.#sink?.(lineOf(record));
  }

  get records(): number {
    return this.#next;
  }

  /** 16 hex digits over everything noted so far. */
  get hash(): string {
    const hex = (lane: number): string => (lane >>> 0).toString(16).padStart(8, "0");
    return hex(this.#a) + hex(this.#b);
  }

  /** The newest lines, oldest first. */
  tail(): string[] {
    const at = this.#next % TAIL_LINES;
    return [...this.#tail.slice(at), ...this.#tail.slice(0, at)].map(lineOf);
  }

  #mixText(text: string): void {
    this.#mix(text.length);
    for (let at = 0; at < text.length; at += 1) this.#mix(text.charCodeAt(at));
  }

  #mix(value: number): void {
    const a = Math.imul(this.#a ^ value, MULTIPLIER_A);
    this.#a = (a << 13) | (a >>> 19);
    const b = Math.imul(this.#b ^ value, MULTIPLIER_B);
    this.#b = (b << 17) | (b >>> 15);
  }
}

const lineOf = ({ ms, node, kind, what }: TraceRecord): string =>
  `${String(ms).padStart(MS_WIDTH)} ${node.padEnd(NAME_WIDTH)} ${kind.padEnd(NAME_WIDTH)} ${what}`;

/** One line per kind, for the head of a printed trace. */
export const legend = (): string[] =>
  Object.entries(LEGEND).map(([kind, means]) => `  ${kind.padEnd(NAME_WIDTH)} ${means}`);
