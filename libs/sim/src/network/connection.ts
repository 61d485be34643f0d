/**
 * A stream between two processes, in the way of TCP. Each end hears `closed` at most once:
 *
 * - `ended`: the other end closed in good order, after all it had sent;
 * - `reset`: the connection or the other process broke; a part of what was under way is lost;
 * - `silent`: this end gave up because it heard nothing for too long.
 *
 * What an end sends after it was closed, or after the other end is gone, is lost.
 */

import type { Dice } from "../time/dice.ts";
import type { Process } from "../time/process.ts";
import type { Network } from "./network.ts";
import { Pipe } from "./pipe.ts";

export type CloseWhy = "ended" | "reset" | "silent";

export interface Endpoint<In> {
  readonly process: Process;
  /** Where it runs, for routes. */
  readonly place: string;
  receive(item: In): void;
  closed(why: CloseWhy): void;
  /** What was sent is on its way out: there is room again. */
  taken?(): void;
}

/** One end as its owner holds it. */
export interface Line<Out> {
  /** False when it does not fit. */
  send(item: Out, bytes: number): boolean;
  /** Sent and not taken yet. */
  readonly pendingBytes: number;
  /** Stops or goes on reading. */
  stall(stalled: boolean): void;
  /** In good order: the other end hears `ended` after all that was sent. This end hears nothing. */
  close(): void;
  /** At once: the other end may lose what was under way. This end hears `why`. */
  abort(why: CloseWhy): void;
}

/** An end whatever it sends. */
interface AnySide {
  readonly end: Pick<Endpoint<never>, "process" | "closed">;
  readonly pipe: Pick<Pipe<unknown>, "cut" | "end">;
  open: boolean;
}

interface Side<Out, In> {
  readonly end: Endpoint<In>;
  readonly pipe: Pipe<Out>;
  open: boolean;
}

export class Connection<A, B> {
  readonly #dice: Dice;
  /** The ends as their owners hold them. */
  readonly left: Line<A>;
  readonly right: Line<B>;
  readonly #left: Side<A, B>;
  readonly #right: Side<B, A>;

  /** The left end sends A, the right one B. */
  constructor(
    network: Network,
    dice: Dice,
    left: Endpoint<B>,
    right: Endpoint<A>,
    capacityBytes: number,
  ) {
    this.#dice = dice;
    const pipe = <T>(from: Endpoint<never>, to: Endpoint<T>, isOpen: () => boolean): Pipe<T> => {
      const route = network.route(from.place, to.place);
      const taken = (): void => from.process.run(() => from.taken?.());
      const parts = { time: network.time, route, to: to.process, capacityBytes, taken };
      return new Pipe(parts, (item) => {
        if (isOpen()) to.receive(item);
      });
    };
    const toRight = pipe<A>(left, right, () => this.#right.open);
    const toLeft = pipe<B>(right, left, () => this.#left.open);
    this.#left = { end: left, pipe: toRight, open: true };
    this.#right = { end: right, pipe: toLeft, open: true };
    this.left = this.#line(this.#left, this.#right);
    this.right = this.#line(this.#right, this.#left);
    left.process.onDeath(() => this.#dies(this.#left, this.#right));
    right.process.onDeath(() => this.#dies(this.#right, this.#left));
  }

  /** Neither end has closed it or heard of its end. */
  get isWhole(): boolean {
    return this.#left.open && this.#right.open;
  }

  /** Something between the ends breaks it: both hear `reset`, each after what still comes. */
  reset(): void {
    this.#right.pipe.cut(this.#dice, () => this.#hear(this.#left, "reset"));
    this.#left.pipe.cut(this.#dice, () => this.#hear(this.#right, "reset"));
  }

  /** What is under way and all that follows is lost, and nobody is told. */
  goDark(): void {
    this.#right.pipe.cut(this.#dice, null);
    this.#left.pipe.cut(this.#dice, null);
  }

  #line<Out, In, Other>(side: Side<Out, In>, other: Side<Other, Out>): Line<Out> {
    return {
      send: (item, bytes) => !side.open || side.pipe.send(item, bytes),
      get pendingBytes() {
        return side.pipe.bytes;
      },
      stall: (stalled) => other.pipe.stall(stalled),
      close: () => {
        if (!side.open) return;
        side.open = false;
        side.pipe.end(() => this.#hear(other, "ended"));
      },
      abort: (why) => {
        if (!side.open) return;
        side.pipe.cut(this.#dice, () => this.#hear(other, "reset"));
        this.#hear(side, why);
      },
    };
  }

  #dies(side: AnySide, other: AnySide): void {
    if (!side.open) return;
    side.open = false;
    side.pipe.cut(this.#dice, () => this.#hear(other, "reset"));
  }

  #hear(side: AnySide, why: CloseWhy): void {
    if (!side.open) return;
    side.open = false;
    side.pipe.cut(this.#dice, null);
    side.end.process.run(() => side.end.closed(why));
  }
}
