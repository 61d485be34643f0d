/**
 * One run of a program: what happens to it is dropped once it is dead and waits while it is
 * paused, as signals do it to a real one. A restart is a new Process.
 */

import type { VirtualTime } from "./virtual-time.ts";

export class Process {
  readonly name: string;
  readonly #time: VirtualTime;
  #state: "up" | "paused" | "dead" = "up";
  #parked: (() => void)[] = [];
  /** Things outside that the end of this process sets off, in the order they were added. */
  #onDeath: (() => void)[] = [];

  /** Milliseconds it has run before the last start or resume, and when that was. */
  #ranMs = 0;
  #sinceMs: number;

  constructor(time: VirtualTime, name: string) {
    this.#time = time;
    this.name = name;
    this.#sinceMs = time.nowMs;
  }

  /** How long it has run so far, pauses left out. */
  get ranMs(): number {
    return this.#ranMs + (this.#state === "up" ? this.#time.nowMs - this.#sinceMs : 0);
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

  after(delayMs: number, job: () => void): number {
    return this.#time.after(delayMs, () => this.run(job));
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
    this.#sinceMs = this.#time.nowMs;
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
