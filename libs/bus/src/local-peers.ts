/**
 * The inter-engine bus of several engines in one process: frames are handed over as they are.
 * Nothing breaks here, so a link lasts as long as both engines.
 *
 * Bound: LOCAL_BUS_FRAMES wait in one direction; beyond it the link is lost and begins anew.
 */

import type { LinkReceiver, SendOutcome } from "./bus.ts";
import { FrameQueue } from "./frame-queue.ts";
import type { InterEngineBus, PeerReceiver } from "./inter-engine-bus.ts";
import { LOCAL_BUS_FRAMES } from "./local-bus.ts";

interface Seat {
  readonly engine: string;
  receiver: PeerReceiver | null;
  watcher: LinkReceiver | null;
  /** From each engine that is linked. */
  readonly from: Map<string, FrameQueue<unknown>>;
}

export class LocalPeers {
  readonly #capacityFrames: number;
  readonly #seats = new Map<string, Seat>();

  constructor(capacityFrames: number = LOCAL_BUS_FRAMES) {
    this.#capacityFrames = capacityFrames;
  }

  /** A run of an engine, linked when it listens and watches; an earlier one of its name ends. */
  join(engine: string): InterEngineBus {
    const earlier = this.#seats.get(engine);
    if (earlier !== undefined) this.#leave(earlier);
    const seat: Seat = { engine, receiver: null, watcher: null, from: new Map() };
    this.#seats.set(engine, seat);
    return {
      send: (to, frames) => this.#send(seat, to, frames),
      receive: (receiver) => {
        seat.receiver = receiver;
        for (const [peer, queue] of seat.from) this.#listen(seat, peer, queue);
        this.#linkAll(seat);
      },
      watch: (watcher) => {
        seat.watcher = watcher;
        for (const peer of seat.from.keys()) watcher(peer, true);
        this.#linkAll(seat);
      },
      close: () => this.#leave(seat),
    };
  }

  #send(seat: Seat, to: string, frames: readonly unknown[]): SendOutcome {
    const other = this.#seats.get(to);
    const queue = other?.from.get(seat.engine);
    if (other === undefined || queue === undefined || !seat.from.has(to)) return "noLink";
    if (queue.send(frames) === "sent") return "sent";
    this.#again(seat, other);
    return "noLink";
  }

  #linkAll(seat: Seat): void {
    for (const other of this.#seats.values()) {
      if (other !== seat && !seat.from.has(other.engine)) this.#link(seat, other);
    }
  }

  #link(a: Seat, b: Seat): void {
    if ([a, b].some(({ receiver, watcher }) => receiver === null || watcher === null)) return;
    const queues = [a, b].map((seat) => {
      const queue = new FrameQueue<unknown>(this.#capacityFrames);
      const peer = seat === a ? b.engine : a.engine;
      seat.from.set(peer, queue);
      return { seat, peer, queue };
    });
    for (const { seat, peer } of queues) seat.watcher?.(peer, true);
    for (const { seat, peer, queue } of queues) this.#listen(seat, peer, queue);
  }

  #listen(seat: Seat, peer: string, queue: FrameQueue<unknown>): void {
    queue.receive((frames) => {
      if (seat.receiver?.(peer, frames) !== "full") return;
      const other = this.#seats.get(peer);
      if (other !== undefined) this.#again(seat, other);
    });
  }

  /** What was under way is lost. */
  #again(a: Seat, b: Seat): void {
    this.#part(a, b);
    this.#link(a, b);
  }

  #part(a: Seat, b: Seat): void {
    for (const [seat, peer] of [
      [a, b.engine],
      [b, a.engine],
    ] as const) {
      seat.from.get(peer)?.close();
      if (seat.from.delete(peer)) seat.watcher?.(peer, false);
    }
  }

  #leave(seat: Seat): void {
    if (this.#seats.get(seat.engine) !== seat) return;
    this.#seats.delete(seat.engine);
    for (const peer of [...seat.from.keys()]) {
      const other = this.#seats.get(peer);
      if (other !== undefined) this.#part(seat, other);
    }
  }
}
