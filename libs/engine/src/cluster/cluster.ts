/** What an engine that is one of several has beside the rest: others, a lease, and hand-offs. */

import type { PlayerId, ZoneId } from "@ambon/kernel/ids";
import type { ZoneSlot } from "../zone-table.ts";
import { Directory } from "./directory.ts";
import { HeldMail } from "./held-mail.ts";
import type { HandOffer, PeerFrame, ZoneLine } from "./peer-frame.ts";
import { Unanswered } from "./unanswered.ts";
import { ZoneClaims } from "./zone-claims.ts";
import { ZoneLease } from "./zone-lease.ts";
import type { Moving } from "./zone-move-out.ts";

export interface ClusterOptions {
  /** Where gateways and engines reach this one. */
  readonly url: string;
  /** Of this engine; absent = none. */
  readonly region?: string;
  /** Templates, and the regions whose engines should run them while there are any. */
  readonly zoneRegions?: ReadonlyMap<string, string>;
  /** How long the store grants a zone; the time until others take over. */
  readonly leaseMs: number;
  /** Engines that are known from the start: claims wait a moment for them. */
  readonly expected: readonly string[];
  /** Engines find each other: those may come too that were not named. */
  readonly findsOthers?: boolean;
}

/** A player that is on the way to another engine. */
export interface Leaving {
  readonly transfer: string;
  readonly player: PlayerId;
  readonly engine: string;
  readonly from: ZoneSlot;
  readonly leftAtMs: number;
  readonly offer: Omit<HandOffer, "owner" | "epoch" | "session" | "removing">;
  /** Under which the row was saved and offered; 0 = not yet. */
  epoch: number;
  phase: "saving" | "offered" | "aborting";
  /** Sequence number of the timer that ends the waiting; 0 = none. */
  timer: number;
}

/** How many offers are remembered, so that one that comes twice gets the same answer. */
export const OFFERS_KEPT = 4096;

export type Outcome = "committed" | "rejected";

export class Cluster {
  readonly options: ClusterOptions;
  readonly directory = new Directory();
  readonly lease: ZoneLease;
  /** Under which the engine's name is this run's (own-name.ts); null = not yet. */
  nameEpoch: number | null = null;
  readonly claims = new ZoneClaims();
  readonly leaving = new Map<PlayerId, Leaving>();
  /** Zones on their way to another engine. */
  readonly moving = new Map<ZoneId, Moving>();
  /** Zones are given away and none is taken. */
  isDraining = false;
  /** Offers that came in: undefined while the row is asked. */
  readonly offers = new Map<string, Outcome | undefined>();
  /** Zones whose row is ours and that do not run yet, with the time until which it surely is. */
  readonly taken = new Map<ZoneId, { readonly epoch: number; untilMs: number }>();
  /**
   * Players whose row is being claimed for an offer, with the zone they are meant for: they may be
   * here at any moment.
   */
  readonly comingIn = new Map<PlayerId, ZoneId>();
  /** Zones that are being taken for an offer. */
  readonly zonesComing = new Set<ZoneId>();
  readonly unanswered = new Unanswered();
  /** Kinds of orders that only newer engines know, each logged once (take-order.ts). */
  readonly unknownOrders = new Set<string>();
  /** For players and zones between two engines. */
  readonly held = new HeldMail();
  /** Engines with a link, whether or not they have said anything yet. */
  readonly linked = new Set<string>();
  /** Zones stand still because the lease may be over. */
  isFrozen = false;
  startedAtMs = 0;
  /** Whom the start waits for (expected-engines.ts). */
  readonly expected: Set<string>;
  awaitsAnybody = false;
  /** Zones were looked for once. */
  hasLooked = false;
  /** What was told last of our zones. */
  toldZones: readonly ZoneLine[] = [];
  toldZonesAtMs = 0;
  toldTakes = true;
  readonly rosterChanges = new Set<PlayerId>();
  readonly #frames = new Map<string, PeerFrame[]>();
  #transfers = 0;

  constructor(options: ClusterOptions) {
    this.options = options;
    this.expected = new Set(options.expected);
    this.lease = new ZoneLease({ ttlMs: options.leaseMs });
  }

  send(engine: string, frame: PeerFrame): void {
    if (!this.linked.has(engine)) return;
    const frames = this.#frames.get(engine);
    if (frames === undefined) this.#frames.set(engine, [frame]);
    else frames.push(frame);
  }

  /** What became of an offer: told now, and again when the offer comes again. */
  settle(engine: string, transfer: string, outcome: Outcome, reason: string): void {
    this.remember(transfer, outcome);
    this.answer(engine, transfer, outcome, reason);
  }

  answer(engine: string, transfer: string, outcome: Outcome, reason: string): void {
    this.send(engine, { p: "answer", transfer, outcome, reason });
  }

  sendAll(frame: PeerFrame): void {
    for (const engine of this.linked) this.send(engine, frame);
  }

  /** Hands over what was sent to each engine in this tick. */
  flush(send: (engine: string, frames: readonly PeerFrame[]) => void): void {
    for (const [engine, frames] of this.#frames) send(engine, frames);
    this.#frames.clear();
  }

  nextTransfer(owner: string): string {
    this.#transfers += 1;
    return `${owner}/${this.#transfers}`;
  }

  remember(transfer: string, outcome: Outcome | undefined): void {
    this.offers.set(transfer, outcome);
    if (this.offers.size <= OFFERS_KEPT) return;
    const [oldest] = this.offers.keys();
    if (oldest !== undefined) this.offers.delete(oldest);
  }

  /** The engine that runs a zone, as far as is known; undefined = nobody else. */
  engineOf(zone: ZoneId): string | undefined {
    return this.directory.zone(zone)?.engine;
  }
}
