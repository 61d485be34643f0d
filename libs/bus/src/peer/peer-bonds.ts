/**
 * The inter-engine bus over links that may break: one bond (bond.ts) for each engine that was ever
 * linked, each batch of frames as JSON.
 *
 * Bound: PEERS_MAX engines; those beyond it get no bond.
 */

import type { Clock, Log, Metrics } from "@ambon/kernel/ports";
import type { LinkReceiver, SendOutcome } from "../bus.ts";
import type { InterEngineBus, PeerReceiver } from "../inter-engine-bus.ts";
import { Bond, type BondEffect, type BondEnd } from "./bond.ts";
import type { PeerWord } from "./peer-words.ts";

/** More engines than a cluster should have. */
export const PEERS_MAX = 256;

/** What carries words: a hub of links. Neither call may throw. */
export interface PeerCarrier {
  send(peer: string, words: readonly PeerWord[]): SendOutcome;
  /** Gives the link up; it comes up again by itself. */
  drop(peer: string): void;
}

export interface PeerBondsOptions {
  /** The nonce of this run. */
  readonly boot: string;
  readonly carrier: PeerCarrier;
  /** Milliseconds that no adjustment touches. */
  readonly steady: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Somebody listens and watches: links may be told and words be heard from now on. */
  readonly onListening: () => void;
}

export class PeerBonds implements InterEngineBus {
  readonly #options: PeerBondsOptions;
  readonly #bonds = new Map<string, Bond>();
  #receiver: PeerReceiver | null = null;
  #watcher: LinkReceiver | null = null;
  #isListening = false;
  #halves = 0;
  #upCount = 0;
  #isClosed = false;

  constructor(options: PeerBondsOptions) {
    this.#options = options;
    options.metrics.gauge("peers_up", 0);
  }

  /** Bytes that wait for the engine for which the most wait. */
  get mostWaiting(): number {
    return Math.max(0, ...[...this.#bonds.values()].map(({ waiting }) => waiting.bytes));
  }

  send(engine: string, frames: readonly unknown[]): SendOutcome {
    const bond = this.#bonds.get(engine);
    if (bond?.isUp !== true || this.#isClosed) return "noLink";
    if (frames.length === 0) return "sent";
    const { isSent, effects } = bond.send(new TextEncoder().encode(JSON.stringify(frames)));
    this.#carry(engine, bond, effects);
    return isSent ? "sent" : "noLink";
  }

  receive(receiver: PeerReceiver): void {
    this.#receiver = receiver;
    this.#listen();
  }

  watch(watcher: LinkReceiver): void {
    this.#watcher = watcher;
    for (const [engine, bond] of this.#bonds) if (bond.isUp) watcher(engine, true);
    this.#listen();
  }

  /** Each engine is told that this run says no more. */
  close(): void {
    if (this.#isClosed) return;
    for (const [engine, bond] of this.#bonds) this.#carry(engine, bond, bond.leave());
    this.#isClosed = true;
  }

  /** The link of an engine came or went. */
  link(engine: string, up: boolean): void {
    const nowMs = this.#options.steady.nowMs();
    const bond = this.#bondOf(engine);
    if (bond === undefined || this.#isClosed) return;
    if (up) this.#carry(engine, bond, bond.linked(nowMs));
    else bond.unlinked(nowMs);
  }

  /** What a link brought. */
  hear(engine: string, words: readonly PeerWord[]): void {
    const bond = this.#bonds.get(engine);
    if (bond !== undefined && !this.#isClosed) this.#carry(engine, bond, bond.hear(words));
  }

  /** Time has passed: to be told a few times a second. */
  step(): void {
    let waiting = 0;
    for (const [engine, bond] of this.#bonds) {
      this.#carry(engine, bond, bond.step(this.#options.steady.nowMs()));
      waiting += bond.waiting.bytes;
    }
    this.#options.metrics.gauge("peer_waiting_bytes", waiting);
  }

  #listen(): void {
    if (this.#isListening || this.#receiver === null || this.#watcher === null) return;
    this.#isListening = true;
    this.#options.onListening();
  }

  #bondOf(engine: string): Bond | undefined {
    const known = this.#bonds.get(engine);
    if (known !== undefined || this.#bonds.size >= PEERS_MAX) return known;
    const bond = new Bond(() => this.#drawHalf());
    this.#bonds.set(engine, bond);
    return bond;
  }

  #drawHalf(): string {
    this.#halves += 1;
    return `${this.#options.boot}.${this.#halves}`;
  }

  #carry(engine: string, bond: Bond, effects: readonly BondEffect[]): void {
    let isTaken = true;
    for (const effect of effects) {
      switch (effect.x) {
        case "say":
          // What is not taken would be a hole: the next link says it again.
          if (this.#options.carrier.send(engine, effect.words) !== "sent") this.#drop(engine);
          break;
        case "up":
          this.#tell(engine, true);
          break;
        case "down":
          this.#ended(engine, effect.why);
          break;
        case "batch":
          // After one that was not taken nothing may arrive any more.
          isTaken = isTaken && this.#deliver(engine, effect.bytes);
          break;
        case "cut":
          this.#drop(engine);
          break;
      }
    }
    if (!isTaken) this.#carry(engine, bond, bond.fail());
  }

  #drop(engine: string): void {
    this.#options.carrier.drop(engine);
  }

  /** False when what came is no batch, or was not taken: then it is lost for good. */
  #deliver(engine: string, bytes: Uint8Array): boolean {
    const frames = framesIn(bytes);
    if (frames === undefined) return false;
    try {
      return this.#receiver?.(engine, frames) !== "full";
    } catch (error) {
      this.#defect(error);
      return false;
    }
  }

  #ended(engine: string, why: BondEnd): void {
    this.#options.metrics.count("peer_bonds_ended_total", 1, { why });
    const level = why === "left" || why === "renewed" ? "info" : "warn";
    this.#options.log.event(level, "peer_bond_ended", { engine, why });
    this.#tell(engine, false);
  }

  #tell(engine: string, up: boolean): void {
    this.#upCount += up ? 1 : -1;
    this.#options.metrics.gauge("peers_up", this.#upCount);
    try {
      this.#watcher?.(engine, up);
    } catch (error) {
      this.#defect(error);
    }
  }

  #defect(error: unknown): void {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#options.log.event("error", "link_defect", { reason });
  }
}

/** Undefined: these bytes are no batch. */
const framesIn = (bytes: Uint8Array): readonly unknown[] | undefined => {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
};
