/**
 * Drives one link over one stream: what the stream brings goes into the machine, what the machine
 * says goes to the hub, what is to be written is pulled by the stream.
 *
 * What is sent within one turn of the event loop is written together.
 */

import { performance } from "node:perf_hooks";
import { Link, type LinkEffect, type LinkInput, type LinkOptions } from "../link/link.ts";
import type { HubLink, LinkHub } from "../link/link-hub.ts";
import type { Farewell, LinkMessage } from "../link/link-words.ts";
import type { LinkReport } from "./link-report.ts";

export type Ended = Extract<LinkEffect<never>, { x: "ended" }>;

export interface PumpOptions<In, Out> {
  readonly hub: LinkHub<In, Out>;
  readonly link: LinkOptions<In, Out>;
  readonly report: LinkReport;
  readonly onEnded?: (ended: Ended, upMs: number) => void;
}

/** Milliseconds that no clock adjustment touches. */
export const steadyMs = (): number => performance.now();

export class LinkPump<In, Out> implements HubLink<In, Out> {
  readonly peer: string;
  readonly link: Link<In, Out>;
  /** Resolves when the stream has served and can be closed. */
  readonly over: Promise<void>;
  readonly #options: PumpOptions<In, Out>;
  #setOver: () => void = () => undefined;
  #upAtMs = 0;
  #isAwake = false;
  #waker: (() => void) | null = null;

  constructor(options: PumpOptions<In, Out>) {
    this.#options = options;
    this.peer = options.link.peer;
    this.link = new Link(steadyMs(), options.link);
    this.over = new Promise((resolve) => {
      this.#setOver = resolve;
    });
  }

  /** What is to be written, until there is nothing more. */
  async *messages(): AsyncGenerator<LinkMessage> {
    for (;;) {
      const { framesOut } = this.link.counts;
      const message = this.link.take(steadyMs());
      if (message !== undefined) {
        this.#measure("out", message, this.link.counts.framesOut - framesOut);
        yield message;
      } else if (this.link.isSilent) return;
      else await this.#woken();
    }
  }

  hear(message: LinkMessage): void {
    const { framesIn } = this.link.counts;
    this.#step([{ i: "message", message }]);
    this.#measure("in", message, this.link.counts.framesIn - framesIn);
  }

  /** The stream ended or failed. */
  lost(message: string, refused = false): void {
    this.#step([{ i: "lost", message, refused }]);
  }

  close(farewell: Farewell, message: string): void {
    this.#step([{ i: "close", farewell, message }]);
    this.wake();
  }

  /** Time has passed. */
  step(): void {
    this.#step([]);
    this.wake();
  }

  wake(): void {
    this.#isAwake = true;
    const waker = this.#waker;
    if (waker === null) return;
    this.#waker = null;
    setImmediate(waker);
  }

  #measure(direction: "in" | "out", { kind }: LinkMessage, frames: number): void {
    if (kind.case === "batch") this.#options.report.batch(direction, frames, kind.value.length);
  }

  #step(inputs: readonly LinkInput[]): void {
    for (const effect of this.link.step(steadyMs(), inputs)) {
      if (effect.x === "over") {
        this.#setOver();
        this.wake();
      } else this.#carry(effect);
    }
  }

  #carry(effect: Exclude<LinkEffect<In>, { x: "over" }>): void {
    const { hub, report, onEnded } = this.#options;
    if (effect.x === "up") {
      this.#upAtMs = steadyMs();
      report.up(effect.hello);
    }
    hub.carry(this, effect);
    if (effect.x !== "ended") return;
    report.ended(this.peer, effect);
    onEnded?.(effect, effect.wasUp ? steadyMs() - this.#upAtMs : 0);
  }

  #woken(): Promise<void> {
    if (this.#isAwake) {
      this.#isAwake = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#waker = () => {
        this.#isAwake = false;
        resolve();
      };
    });
  }
}
