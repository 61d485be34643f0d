/**
 * What the ends of links between engines have in common, whatever carries them: the bus, and who
 * of two opens the link.
 */

import type { LinkReceiver } from "../bus.ts";
import type { InterEngineBus } from "../inter-engine-bus.ts";
import { STEP_MS } from "../link/link.ts";
import { PeerBonds } from "../peer/peer-bonds.ts";
import type { PeerWord } from "../peer/peer-words.ts";
import { LinkEnd, type LinkEndOptions, type LinkStatus } from "./link-end.ts";
import { steadyMs } from "./link-pump.ts";

export interface PeerEndOptions extends LinkEndOptions {
  readonly engineId: string;
  /** In [0, 1), for the jitter of dialing. */
  readonly random: () => number;
}

/** An engine's end of the links to the others. */
export interface PeersEnd {
  readonly bus: InterEngineBus;
  /** That engine is one of the cluster; who of the two opens the link follows from their names. */
  connectTo(id: string, url: string): void;
  /** The link is ended in order and not opened again by us. */
  forget(id: string): void;
  links(): readonly LinkStatus[];
  /** All that was sent goes out, then a goodbye. */
  close(farewell?: "shutdown" | "restart"): Promise<void>;
}

const NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** Of two engines the one whose name is lower opens the link: so there is one for each pair. */
export const opensLink = (self: string, peer: string): boolean => self < peer;

/** Why `peer` may not open a link to `self`; undefined = it may. */
export const peerRefusal = (self: string, peer: string): string | undefined => {
  if (!NAME.test(peer)) return "an engine's name has small letters, digits and -, at most 32";
  if (peer === self) return `there are two engines named ${self}: see AMBON_ENGINE_ID`;
  return opensLink(peer, self) ? undefined : `${self} opens the link to ${peer}, not the other`;
};

export class PeerEnd {
  readonly end: LinkEnd<PeerWord, PeerWord>;
  readonly bonds: PeerBonds;
  readonly #timer: NodeJS.Timeout;

  constructor(options: PeerEndOptions) {
    const { engineId, boot, metrics, log } = options;
    const end = new LinkEnd<PeerWord, PeerWord>(engineId, "engine", options);
    const watcher: LinkReceiver = (peer, up) => this.bonds.link(peer, up);
    this.end = end;
    this.bonds = new PeerBonds({
      boot,
      carrier: end.hub,
      steady: { nowMs: steadyMs },
      metrics,
      log,
      onListening: () => {
        end.hub.watch(watcher);
        end.hub.receive((peer, words) => this.bonds.hear(peer, words));
      },
    });
    this.#timer = setInterval(() => this.bonds.step(), STEP_MS);
    this.#timer.unref();
  }

  /** When the links are over. */
  stop(): void {
    clearInterval(this.#timer);
    this.end.stop();
  }
}

interface Dialing {
  connectTo(id: string, url: string): void;
  forget(id: string): void;
}

/** What both carriers hand out; `shut` runs once, however often it is closed. */
export const peersEnd = (
  self: string,
  { end, bonds }: PeerEnd,
  dials: Dialing,
  shut: (farewell: "shutdown" | "restart") => Promise<void>,
): PeersEnd => {
  let closing: Promise<void> | null = null;
  return {
    bus: bonds,
    connectTo: (id, url) => {
      if (opensLink(self, id)) dials.connectTo(id, url);
    },
    forget: (id) => dials.forget(id),
    links: () => end.links(),
    close: (farewell = "shutdown") => {
      closing ??= shut(farewell);
      return closing;
    },
  };
};
