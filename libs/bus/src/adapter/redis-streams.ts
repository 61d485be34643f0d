/**
 * The streams of one process over Redis: the switchboard (../envelope/switchboard.ts) on a carrier.
 * What they bring is handed to whoever dials or takes them.
 */

import { randomBytes } from "node:crypto";
import type { Clock, Log, Metrics } from "@ambon/kernel/ports";
import type { ProofKeys } from "@ambon/wire/rpc-proof";
import { type StreamEvent, Switchboard, type SwitchEffects } from "../envelope/switchboard.ts";
import { RedisCarrier } from "./redis-carrier.ts";
import { RedisReport } from "./redis-report.ts";

const NONCE_BYTES = 12;

export interface RedisStreamsOptions {
  readonly url: string;
  readonly self: string;
  readonly keys: ProofKeys;
  /** Wall time, for the timestamps of envelopes. */
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly onEvent: (event: StreamEvent) => void;
  /** Redis came, or went: after it went there is no stream. */
  readonly onCarrier: (isHere: boolean) => void;
}

export class RedisStreams {
  readonly #options: RedisStreamsOptions;
  readonly #switchboard: Switchboard;
  readonly #carrier: RedisCarrier;
  readonly #report: RedisReport;

  constructor(options: RedisStreamsOptions) {
    const { url, self, keys, random, metrics, log } = options;
    this.#options = options;
    this.#report = new RedisReport(metrics, log);
    const nonce = (): string => randomBytes(NONCE_BYTES).toString("hex");
    this.#switchboard = new Switchboard({ self, keys, random: nonce });
    this.#carrier = new RedisCarrier({
      url,
      self,
      random,
      onHere: () => {
        this.#report.here();
        options.onCarrier(true);
      },
      onAway: (reason) => {
        this.#report.away(reason);
        this.#carry(this.#switchboard.carrierLost());
        options.onCarrier(false);
      },
      onBytes: (bytes) => this.#carry(this.#switchboard.receive(this.#nowMs(), bytes)),
    });
  }

  get isHere(): boolean {
    return this.#carrier.isHere;
  }

  /** Asks for a stream with a peer, or asks again. */
  dial(peer: string): void {
    this.#carry(this.#switchboard.dial(this.#nowMs(), peer));
  }

  /** What was dialed is not wanted any more. */
  hangUp(peer: string): void {
    this.#switchboard.hangUp(peer);
  }

  /** Resolves when the message is on its way, or its stream is no more. */
  async send(stream: string, payload: Uint8Array): Promise<void> {
    await this.#carrier.room();
    this.#carry(this.#switchboard.send(this.#nowMs(), stream, payload));
  }

  end(stream: string): void {
    this.#carry(this.#switchboard.end(this.#nowMs(), stream));
  }

  /** What was sent goes out first. */
  close(): Promise<void> {
    return this.#carrier.close();
  }

  #carry({ publish, events, dropped }: SwitchEffects): void {
    // What is not taken leaves a gap, which ends its stream: nothing more is to be done about it.
    for (const { to, bytes } of publish) this.#carrier.publish(to, bytes);
    for (const reason of dropped) this.#report.dropped(this.#nowMs(), reason);
    for (const event of events) this.#options.onEvent(event);
  }

  #nowMs(): number {
    return this.#options.clock.nowMs();
  }
}
