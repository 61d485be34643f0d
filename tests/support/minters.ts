/**
 * Gateways' ends of leasing in this process, minting all the time: every id is checked against all
 * others, and each moment without one is kept.
 */

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { type AskingGateway, startGateway } from "@ambon/coordination/testing/lease-rig";
import { CLUSTER_SECRET } from "./cluster.ts";

const MINT_EVERY_MS = 20;
const WAIT_MS_MAX = 90_000;
const NODE_BITS = 12n;
const SEQUENCE_BITS = 10n;

export class Minters {
  readonly #gateways: AskingGateway[] = [];
  readonly #ids = new Set<string>();
  readonly #nodes = new Map<AskingGateway, bigint>();
  /** Moments in which a gateway that had ids before got none. */
  #gaps = 0;
  #doubled = 0;
  readonly #timer = setInterval(() => this.#mint(), MINT_EVERY_MS);

  /** `count` more gateways, each with the services in another order. */
  add(count: number, urls: readonly string[]): AskingGateway[] {
    const made = Array.from({ length: count }, (_none, index) => {
      const turn = index % urls.length;
      const order = [...urls.slice(turn), ...urls.slice(0, turn)];
      return startGateway(order, { secret: CLUSTER_SECRET });
    });
    this.#gateways.push(...made);
    return made;
  }

  get minted(): number {
    return this.#ids.size;
  }

  get gaps(): number {
    return this.#gaps;
  }

  /** Node ids in use, one for each gateway that ever minted. */
  nodes(): readonly bigint[] {
    return [...this.#nodes.values()];
  }

  /** Waits until all of them have ids. */
  async allHeld(): Promise<void> {
    await until(
      () => this.#gateways.every(({ ids }) => ids.held()),
      () => this.#gateways.map(({ ids }) => ids.problem()).join("\n"),
    );
    this.#mint();
  }

  /** Waits until each of these was granted its lease again: `times` in all. */
  async granted(gateways: readonly AskingGateway[], times: number): Promise<void> {
    for (const { ear } of gateways) await ear.until("gateway_lease_calls_total granted", times);
  }

  assertUnique(): void {
    assert.equal(this.#doubled, 0, "an id was minted twice");
    assert.equal(new Set(this.nodes()).size, this.nodes().length, "two gateways share a node id");
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#gateways.map(({ ids }) => ids.close()));
  }

  #mint(): void {
    for (const gateway of this.#gateways) {
      const id = gateway.ids.next(Date.now());
      if (id === undefined) {
        if (this.#nodes.has(gateway)) this.#gaps += 1;
        continue;
      }
      if (this.#ids.has(id)) this.#doubled += 1;
      this.#ids.add(id);
      this.#nodes.set(gateway, (BigInt(id) >> SEQUENCE_BITS) & ((1n << NODE_BITS) - 1n));
    }
  }
}

/** Polls until it is so; says what is not when that takes too long. */
export const until = async (isSo: () => boolean, what: () => string): Promise<void> => {
  const deadlineMs = Date.now() + WAIT_MS_MAX;
  while (!isSo()) {
    assert.ok(Date.now() < deadlineMs, what());
    await pause(MINT_EVERY_MS);
  }
};
