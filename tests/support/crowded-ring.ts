/** The ring of tests/fixtures/tally-ring, of which one zone is meant for few, or for many. */

import assert from "node:assert/strict";
import { appendFileSync, cpSync } from "node:fs";
import { join } from "node:path";
import { ambonBeside } from "./ambon-command.ts";
import { CLUSTER_SECRET, type Cluster } from "./cluster.ts";
import { zonesOf } from "./engine-status.ts";
import { until } from "./ring-faults.ts";
import { RING } from "./ring-story.ts";
import { ROOT } from "./server.ts";

const ZONE = "dawn";

/** Writes the world into `directory`: the zone is meant for so many players. */
export const writeCrowdedRing = (directory: string, capacity: number): void => {
  cpSync(join(ROOT, RING.AMBON_CONTENT_DIR), directory, { recursive: true });
  appendFileSync(join(directory, "zones", `${ZONE}.yaml`), `capacity: ${capacity}\n`);
};

export class CrowdedRing {
  readonly #cluster: Cluster;
  readonly #directory: string;

  constructor(cluster: Cluster, directory: string) {
    this.#cluster = cluster;
    this.#directory = directory;
  }

  /** Every engine hears of the changed content. */
  async becomesMeantFor(capacity: number): Promise<void> {
    writeCrowdedRing(this.#directory, capacity);
    const env = { AMBON_SECRET: CLUSTER_SECRET };
    const server = this.#cluster.get("engine-1");
    const said = await ambonBeside(server, ["admin", "reload"], { env });
    assert.equal(said.code, 0, `${said.out}${said.err}`);
  }

  /** An engine that runs a later instance than the first one, when there is one. */
  async engineOfAnother(withinMs: number): Promise<string> {
    let found: string | undefined;
    const isThere = async (): Promise<boolean> => {
      found = (await this.#instances()).find(([zone]) => zone !== `${ZONE}#1`)?.[1];
      return found !== undefined;
    };
    await until(isThere, withinMs, () => `${ZONE} runs only once`);
    return found ?? "";
  }

  /** Resolves when only the first one is left. */
  async runsOnce(withinMs: number): Promise<void> {
    let left = "";
    const isSo = async (): Promise<boolean> => {
      left = (await this.#instances()).map(([zone]) => zone).join(" ");
      return left === `${ZONE}#1`;
    };
    await until(isSo, withinMs, () => `${left} still run`);
  }

  /** Instances of the zone, with the engine that each runs on. */
  async #instances(): Promise<readonly (readonly [zone: string, engine: string])[]> {
    const names = this.#cluster.names("engine");
    const all = await Promise.all(
      names.map(async (name) => {
        const zones = await zonesOf(this.#cluster.get(name));
        return zones.map((zone) => [zone, name] as const);
      }),
    );
    return all.flat().filter(([zone]) => zone.startsWith(`${ZONE}#`));
  }
}
