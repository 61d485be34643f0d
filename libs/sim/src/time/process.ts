/**
 * One run of a program: what happens to it is dropped once it is dead and waits while it is
 * paused, as signals do it to a real one. A restart is a new Process.
 */

import { START_MS, type VirtualTime } from "./virtual-time.ts";

const PERMILLE = 1000;

export class Process {
  readonly name: string;
  readonly #time: VirtualTime;
  readonly #driftPermille: number;
  #state: "up" | "paused" | "dead" = "up";
  #parked: (() => void)[] = [];
  /** Things outside that the end of this process sets off, in the order they were added. */
  #onDeath: (() => void)[] = [];

  /** Milliseconds it has run before the last start or resume, and when that was. */
  #ranMs = 0;
  #sinceMs: number;

  /** `driftPermille`: so much faster the clock of its host runs. */
  constructor(time: VirtualTime, name: string, driftPermille = 0) {
    this.#time = time;
    this.name = name;
    this.#driftPermille = driftPermille;
    this.#sinceMs = this.nowMs;
  }

  /** What the clock of its host shows. */
  get nowMs(): number {
    const { elapsedMs } = this.#time;
    return START_MS + Math.floor((elapsedMs * (PERMILLE + this.#driftPermille)) / PERMILLE);
  }

  /** How long it has run so far by its own clock, pauses left out. */
  get ranMs(): number {
    return this.#ranMs + (this.#state === "up" ? this.nowMs - this.#sinceMs : 0);
  }

  get isUp(): boolean {
    return this.#state === "up";
  }

  get isDead(): boolean {
    return this.#state === "dead";
  }

  get isPaused(): boolean {
    return this.#state === "paused";
  }

  /** Does it now, when the process goes on, or never. */
  run(job: () => void): void {
    if (this.#state === "up") job();
    else if (this.#state === "paused") this.#parked.push(job);
  }

  /** When its clock has gone on by so much. */
  after(delayMs: number, job: () => void): number {
    const waitMs = Math.ceil((delayMs * PERMILLE) / (PERMILLE + this.#driftPermille));
    return this.#time.after(waitMs, () => this.run(job));
  }

  cancel(timer: number): void {
    this.#time.cancel(timer);
  }

  pause(): void {
    if (this.#state !== "up") return;
    this.#ranMs = this.ranMs;
    this.#state = "paused";
  }

  /** Goes on with what waited, in order. */
  resume(): void {
    if (this.#state !== "paused") return;
    this.#state = "up";
    this.#sinceMs = this.nowMs;
    const jobs = this.#parked;
    this.#parked = [];
    for (const job of jobs) this.run(job);
  }

  kill(): void {
    if (this.#state === "dead") return;
    this.#ranMs = this.ranMs;
    this.#state = "dead";
    this.#parked = [];
    const jobs = this.#onDeath;
    this.#onDeath = [];
    for (const job of jobs) job();
  }

  onDeath(job: () => void): void {
    this.#onDeath.push(job);
  }
}
