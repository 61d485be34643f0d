/** What the two ends of links have in common: who they are, what they know, what they tell. */

import type { Clock, Log, Metrics } from "@ambon/kernel/ports";
import { HmacKeys } from "@ambon/wire/adapter/hmac-keys";
import type { SendOutcome } from "../bus.ts";
import { BATCH_BYTES_MAX } from "../frame-codec.ts";
import { ownHello, STEP_MS } from "../link/link.ts";
import { LinkHub } from "../link/link-hub.ts";
import type { HelloWords } from "../link/link-words.ts";
import type { LinkPump } from "./link-pump.ts";
import { steadyMs } from "./link-pump.ts";
import { LinkReport, type PeerRole } from "./link-report.ts";

/** A batch and what stands around it. */
export const MESSAGE_BYTES = BATCH_BYTES_MAX + 65_536;

export interface LinkEndOptions {
  /** Made anew at each start of the process. */
  readonly boot: string;
  readonly build?: string;
  readonly region?: string;
  readonly secret: string;
  /** Accepted too, while the secret is being changed. */
  readonly acceptedSecrets?: readonly string[];
  /** Wall time, for the proofs of opens. */
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Frames of one direction of one link that may be under way. */
  readonly capacityFrames?: number;
  /** Newest protocol version that is spoken; another than ours only to test upgrades. */
  readonly version?: number;
}

/** One link that is up, for status pages and tests. */
export interface LinkStatus {
  readonly peer: string;
  /** Sent and not known to be taken. */
  readonly underWay: number;
  /** Whether something waits to be written. */
  readonly waits: boolean;
  readonly framesIn: number;
  readonly framesOut: number;
}

/** The part of an end that does not depend on who dials. */
export class LinkEnd<In, Out> {
  readonly hub: LinkHub<In, Out>;
  readonly report: LinkReport;
  readonly keys: HmacKeys;
  readonly pumps = new Set<LinkPump<In, Out>>();
  readonly #options: LinkEndOptions;
  readonly #self: string;
  readonly #timer: NodeJS.Timeout;

  constructor(self: string, peers: PeerRole, options: LinkEndOptions) {
    this.#self = self;
    this.#options = options;
    this.report = new LinkReport(peers, options.metrics, options.log);
    this.keys = new HmacKeys(options.secret, options.acceptedSecrets);
    this.hub = new LinkHub({
      onDefect: (error) => this.report.defect(error),
      ...this.#capacity,
    });
    this.#timer = setInterval(() => this.#step(), STEP_MS);
    this.#timer.unref();
  }

  get #capacity(): { readonly capacityFrames?: number } {
    const { capacityFrames } = this.#options;
    return capacityFrames === undefined ? {} : { capacityFrames };
  }

  /** What links are made with, whoever is at the other end. */
  linkBase(proof: Uint8Array): { hello: HelloWords; capacityFrames?: number } {
    const { boot, build = "", region = "", version } = this.#options;
    const words = { peerId: this.#self, boot, build, region, proof, proofKey: this.keys.currentId };
    const hello = ownHello(words);
    return {
      hello: version === undefined ? hello : { ...hello, protocolVersion: version },
      ...this.#capacity,
    };
  }

  send(peer: string, frames: readonly Out[]): SendOutcome {
    return this.hub.send(peer, frames);
  }

  /** Frames sent that no receiver is known to have taken. */
  underWay(): number {
    return this.links().reduce((sum, { underWay }) => sum + underWay, 0);
  }

  links(): readonly LinkStatus[] {
    return [...this.pumps]
      .filter(({ link }) => link.state === "up")
      .map(({ peer, link }) => {
        const { underWay, waits, counts } = link;
        return { peer, underWay, waits, ...counts };
      });
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #step(): void {
    let silenceMs = 0;
    for (const pump of [...this.pumps]) {
      pump.step();
      if (pump.link.state === "up")
        silenceMs = Math.max(silenceMs, pump.link.silenceMs(steadyMs()));
    }
    this.report.silence(silenceMs);
  }
}

export const sentence = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
