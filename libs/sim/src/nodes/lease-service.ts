/**
 * The leasing service: the lease table that ships, behind a network that loses requests and
 * answers, in a process that may be killed. What it knows is kept by its store. After a failover
 * that store lacks the newest writes, and after it was emptied all of them; both show (by the run
 * id of Redis, by its marker), and the table says so (quarantine).
 */

import type { LeaseAnswer, LeaseClaim, LeaseTerms } from "@ambon/coordination/lease";
import { LeaseTable, type LeaseTableState, VIRGIN_TABLE } from "@ambon/coordination/lease-table";
import { Process } from "../time/process.ts";
import type { Surroundings } from "./surroundings.ts";

export const LEASING = "leasing";
/** Short, so that a simulated minute sees many of them. */
export const TERMS: LeaseTerms = { nodeIds: 8, ttlMs: 6000, windowMs: 12_000 };

/** Of the newest writes a failover loses so many at most. */
const WRITES_LOST_MAX = 5;

export type LeaseRequest =
  | { readonly r: "acquire"; readonly holder: string }
  | { readonly r: "renew"; readonly claim: LeaseClaim }
  | { readonly r: "release"; readonly claim: LeaseClaim };

export class LeaseService {
  process: Process;
  readonly #around: Surroundings;
  #table = new LeaseTable(TERMS);
  /** The newest states of the store, oldest first. */
  #stored: LeaseTableState[] = [VIRGIN_TABLE];
  #boots = 0;

  constructor(around: Surroundings) {
    this.#around = around;
    this.process = this.#boot();
  }

  /** Killed, and started again after a while; `kept`: what its store knows by then. */
  crash(kept: "everything" | "old" | "nothing", downMs: number): void {
    const { trace, time } = this.#around;
    trace.note(this.process.name, "crash", `its store has ${kept}`);
    this.process.kill();
    time.after(downMs, () => {
      const { [kept === "old" ? 0 : this.#stored.length - 1]: state = VIRGIN_TABLE } = this.#stored;
      this.#table = new LeaseTable(TERMS, kept === "nothing" ? VIRGIN_TABLE : state);
      if (kept !== "everything") this.#table.forgotten(time.nowMs);
      this.process = this.#boot();
    });
  }

  /** Asked from `place`; `reply` is run in the asking process, or never. */
  ask(
    from: Process,
    place: string,
    request: LeaseRequest,
    reply: (answer: LeaseAnswer) => void,
  ): void {
    const { network, time } = this.#around;
    const there = network.route(place, LEASING);
    const back = network.route(LEASING, place);
    time.after(there.delayMs(), () => {
      if (there.blocked) return;
      const { process: server } = this;
      server.run(() => {
        const answer = this.#answer(request);
        if (answer === undefined) return;
        time.after(back.delayMs(), () => {
          if (!back.blocked) from.run(() => reply(answer));
        });
      });
    });
  }

  #boot(): Process {
    this.#boots += 1;
    const started = new Process(this.#around.time, `${LEASING}.${this.#boots}`);
    this.#around.trace.note(started.name, "start", "leasing");
    return started;
  }

  #answer(request: LeaseRequest): LeaseAnswer | undefined {
    const { nowMs } = this.#around.time;
    let answer: LeaseAnswer | undefined;
    if (request.r === "acquire") answer = this.#table.acquire(nowMs, request.holder);
    else if (request.r === "renew") answer = this.#table.renew(nowMs, request.claim);
    else this.#table.release(nowMs, request.claim);
    this.#stored = [...this.#stored.slice(-WRITES_LOST_MAX), this.#table.state()];
    return answer;
  }
}
