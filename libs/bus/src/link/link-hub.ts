/**
 * The links of one end, by the names of their peers, behind one bus: carries what links bring to
 * the one receiver and the one watcher, and what is sent to the link of its peer.
 *
 * A peer has at most one link that is up. When a newer one comes up, the older one is told that it
 * was superseded, and the watcher hears down before it hears up again.
 *
 * Bound: frames that no receiver has taken wait per link, as many as may be under way; a peer that
 * sends more breaks its promise, and its link is dropped.
 */

import type { LinkReceiver, SendOutcome } from "../bus.ts";
import { FrameQueue } from "../frame-queue.ts";
import { LINK_FRAMES, type Link, type LinkEffect } from "./link.ts";
import type { Farewell } from "./link-words.ts";

/** What an adapter does with a link that has been closed by us: write its goodbye. */
export interface HubLink<In, Out> {
  readonly peer: string;
  readonly link: Link<In, Out>;
  /** Closes it and carries out what follows; comes back here with `ended`. */
  close(farewell: Farewell, message: string): void;
  /** Something waits to be written. */
  wake(): void;
}

export type HubReceiver<In> = (peer: string, frames: readonly In[]) => void;

export interface LinkHubOptions {
  readonly capacityFrames?: number;
  /** A receiver or watcher threw: its owner's defect. */
  readonly onDefect: (error: unknown) => void;
}

interface Up<In, Out> {
  readonly from: HubLink<In, Out>;
  readonly queue: FrameQueue<In>;
  readonly region: string;
}

export class LinkHub<In, Out> {
  readonly #options: LinkHubOptions;
  readonly #up = new Map<string, Up<In, Out>>();
  #receiver: HubReceiver<In> | null = null;
  #watcher: LinkReceiver = () => undefined;

  constructor(options: LinkHubOptions) {
    this.#options = options;
  }

  get peers(): readonly string[] {
    return [...this.#up.keys()];
  }

  /** Carries out what a link's step said, but for `over`. */
  carry(from: HubLink<In, Out>, effect: Exclude<LinkEffect<In>, { x: "over" }>): void {
    switch (effect.x) {
      case "up":
        return this.#began(from, effect.hello.region);
      case "frames":
        return this.#arrived(from, effect.frames);
      case "ended":
        return this.#ended(from);
    }
  }

  send(peer: string, frames: readonly Out[]): SendOutcome {
    const up = this.#up.get(peer);
    if (up === undefined) return "noLink";
    const outcome = up.from.link.send(frames);
    if (outcome === "sent") up.from.wake();
    return outcome;
  }

  drop(peer: string): void {
    this.#up.get(peer)?.from.close("dropped", "too much waits at one end");
  }

  receive(receiver: HubReceiver<In>): void {
    this.#receiver = receiver;
    for (const up of [...this.#up.values()]) this.#listen(up);
  }

  watch(watcher: LinkReceiver): void {
    this.#watcher = watcher;
    for (const [peer, { region }] of [...this.#up]) watcher(peer, true, region);
  }

  depth(): number {
    let frames = 0;
    for (const { queue } of this.#up.values()) frames += queue.depth;
    return frames;
  }

  #began(from: HubLink<In, Out>, region: string): void {
    this.#up.get(from.peer)?.from.close("superseded", `a newer link of ${from.peer} took over`);
    const queue = new FrameQueue<In>(this.#options.capacityFrames ?? LINK_FRAMES);
    const up = { from, queue, region };
    this.#up.set(from.peer, up);
    this.#tell(from.peer, true, region);
    this.#listen(up);
  }

  #arrived(from: HubLink<In, Out>, frames: readonly In[]): void {
    const up = this.#up.get(from.peer);
    if (up?.from !== from) return;
    this.#guarded(from, () => {
      if (up.queue.send(frames) === "full") from.close("dropped", "more was sent than may wait");
    });
  }

  #ended(from: HubLink<In, Out>): void {
    const up = this.#up.get(from.peer);
    if (up?.from !== from) return;
    this.#up.delete(from.peer);
    up.queue.close();
    this.#tell(from.peer, false);
  }

  #listen({ from, queue }: Up<In, Out>): void {
    const receiver = this.#receiver;
    if (receiver === null) return;
    this.#guarded(from, () =>
      queue.receive((frames) => {
        receiver(from.peer, frames);
        from.link.took(frames.length);
        if (from.link.owesTaken) from.wake();
      }),
    );
  }

  #tell(peer: string, up: boolean, region?: string): void {
    try {
      this.#watcher(peer, up, region);
    } catch (error) {
      this.#options.onDefect(error);
    }
  }

  /** What a receiver lost by throwing is lost with its link, so that both ends know. */
  #guarded(from: HubLink<In, Out>, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#options.onDefect(error);
      from.close("dropped", "the receiver failed");
    }
  }
}
