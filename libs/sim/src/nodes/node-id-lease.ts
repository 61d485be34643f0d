/** A gateway's lease on a node id: the holder that ships, asking over the simulated network. */

import { type HolderEffect, type HolderInput, LeaseHolder } from "@ambon/coordination/lease-holder";
import { hash32 } from "@ambon/kernel/hash";
import type { Process } from "../time/process.ts";
import type { LeaseService } from "./lease-service.ts";
import type { Surroundings } from "./surroundings.ts";

export class NodeIdLease {
  /** The wall clock of this host is so far off. */
  offsetMs = 0;
  readonly #around: Surroundings;
  readonly #process: Process;
  readonly #place: string;
  readonly #service: LeaseService;
  readonly #holder: LeaseHolder;
  #timer = 0;

  constructor(around: Surroundings, owner: Process, place: string, service: LeaseService) {
    this.#around = around;
    this.#process = owner;
    this.#place = place;
    this.#service = service;
    this.#holder = new LeaseHolder(hash32(`${around.seed}/${owner.name}`));
    this.#step([]);
  }

  /** A new session id; undefined while there is none to be had. */
  mint(): string | undefined {
    const { newId, sometimes } = this.#around;
    const id = this.#holder.mint(this.#process.nowMs + this.offsetMs)?.toString();
    if (id !== undefined) newId(id);
    else if (this.#holder.lease === undefined) sometimes.count("there was no lease to mint by");
    else sometimes.count("a clock was beyond the ceiling of its lease");
    return id;
  }

  #step(inbox: readonly HolderInput[]): void {
    const { nowMs } = this.#process;
    for (const effect of this.#holder.step(nowMs, inbox)) this.#carry(effect);
    this.#process.cancel(this.#timer);
    const { wakeAtMs } = this.#holder;
    if (wakeAtMs === Number.POSITIVE_INFINITY) return;
    this.#timer = this.#process.after(wakeAtMs - nowMs, () => this.#step([]));
  }

  #carry(effect: HolderEffect): void {
    const { trace, sometimes } = this.#around;
    switch (effect.e) {
      case "acquire":
        return this.#ask(effect.request, { r: "acquire", holder: this.#process.name });
      case "renew":
        return this.#ask(effect.request, { r: "renew", claim: effect.claim });
      case "release":
        return this.#ask(0, { r: "release", claim: effect.claim });
      case "held":
        return trace.note(this.#process.name, "lease", `node ${effect.lease.nodeId}`);
      case "lost":
        sometimes.count(`a node id was lost: ${effect.reason}`);
        return trace.note(this.#process.name, "lease", `lost: ${effect.reason}`);
    }
  }

  #ask(request: number, what: Parameters<LeaseService["ask"]>[2]): void {
    this.#service.ask(this.#process, this.#place, what, (answer) =>
      this.#step([{ i: "answer", request, answer }]),
    );
  }
}
