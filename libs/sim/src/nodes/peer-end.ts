/**
 * An engine's end of the links to the others: the bus that ships (libs/bus/src/peer) over simulated
 * streams, driven as libs/bus/src/adapter/peer-end.ts does it.
 */

import { STEP_MS } from "@ambon/bus/link/link";
import { PeerBonds } from "@ambon/bus/peer/peer-bonds";
import type { PeerWord } from "@ambon/bus/peer/peer-words";
import { silentMetrics } from "@ambon/kernel/ports";
import type { TransportFullness } from "../checks/bounds.ts";
import type { Process } from "../time/process.ts";
import { SimLinkEnd } from "./link-end.ts";
import type { Surroundings } from "./surroundings.ts";

export interface PeerHandlers {
  frames(engine: string, frames: readonly unknown[]): void;
  link(engine: string, up: boolean): void;
}

export interface PeerEndOptions {
  readonly process: Process;
  readonly place: string;
  readonly protocol: number;
  readonly handlers: PeerHandlers;
}

export class SimPeerEnd {
  readonly process: Process;
  readonly links: SimLinkEnd<PeerWord, PeerWord>;
  readonly #bonds: PeerBonds;

  constructor(around: Surroundings, options: PeerEndOptions) {
    const { process: owner, place, protocol, handlers } = options;
    const { checks, codecs, sometimes } = around;
    const onDefect = (error: unknown): void => checks.wrong("fault", `${owner.name}: ${error}`);
    this.process = owner;
    this.links = new SimLinkEnd({ process: owner, place, protocol, codec: codecs.peer, onDefect });
    const { hub } = this.links;
    this.#bonds = new PeerBonds({
      boot: owner.name,
      carrier: hub,
      steady: { nowMs: () => owner.nowMs },
      metrics: {
        ...silentMetrics,
        count: (_name, amount = 1, { why } = {}) =>
          sometimes.count(`a bond of engines ended: ${why}`, amount),
      },
      log: {
        event: (_level, event, fields) => {
          if (event === "link_defect") onDefect(fields?.reason);
        },
      },
      onListening: () => {
        hub.watch((peer, up) => this.#bonds.link(peer, up));
        hub.receive((peer, words) => this.#bonds.hear(peer, words));
      },
    });
    this.#bonds.receive((engine, frames) => void handlers.frames(engine, frames));
    this.#bonds.watch((engine, up) => handlers.link(engine, up));
    this.#step();
  }

  /** How full its fullest places are. */
  get fullness(): TransportFullness {
    return { ...this.links.fullness, INTER_ENGINE_BYTES: this.#bonds.mostWaiting };
  }

  /** What is not linked hears nothing. */
  send(engine: string, frames: readonly unknown[]): void {
    this.#bonds.send(engine, frames);
  }

  /** The others hear that this run says no more. */
  close(farewell: "shutdown" | "restart"): void {
    this.#bonds.close();
    this.links.close(farewell);
  }

  #step(): void {
    this.#bonds.step();
    this.process.after(STEP_MS, () => this.#step());
  }
}
