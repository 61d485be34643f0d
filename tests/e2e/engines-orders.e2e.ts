/**
 * Two engines, a player at each: what staff order in the game, and operators at one engine, happens
 * at both: staff rights, content that is loaded again or refused, and the end of the game.
 */

import assert from "node:assert/strict";
import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ambonBeside } from "../support/ambon-command.ts";
import { CLUSTER_SECRET, type Cluster, withCluster } from "../support/cluster.ts";
import { RING } from "../support/ring-story.ts";
import type { Said } from "../support/run-program.ts";
import { newDirectory, ROOT } from "../support/server.ts";
import { TelnetPlayer } from "../support/telnet-player.ts";

const ENGINES = ["engine-1", "engine-2"] as const;
const ZONES = { "engine-1": "dawn,@commons", "engine-2": "noon,midnight" };
const ENV = { AMBON_SECRET: CLUSTER_SECRET };
/** Wide enough that no sentence is wrapped. */
const WIDE = { window: [200, 24] } as const;

/** `ambon …` beside the first engine. */
const ambon = (cluster: Cluster, ...args: readonly string[]): Promise<Said> =>
  ambonBeside(cluster.get("engine-1"), args, { env: ENV });

/** Anna stays at the first engine, Ben walks to the second. */
const arrive = async (cluster: Cluster): Promise<readonly [TelnetPlayer, TelnetPlayer]> => {
  const { telnetPort } = cluster.get("gateway-1");
  const anna = await TelnetPlayer.connect(telnetPort, WIDE);
  const ben = await TelnetPlayer.connect(telnetPort, WIDE);
  await anna.create("Anna");
  await ben.create("Ben");
  for (const room of [/Dawn Court/, /Noon Gate/]) await ben.do("east", room);
  return [anna, ben];
};

const rename = (content: string, zone: string, from: string, to: string): void => {
  const file = join(content, "zones", `${zone}.yaml`);
  writeFileSync(file, readFileSync(file, "utf8").replace(from, to));
};

const reloads = async (content: string, anna: TelnetPlayer, ben: TelnetPlayer): Promise<void> => {
  rename(content, "dawn", "The Room Dawn Gate", "The Room Amber Gate");
  rename(content, "noon", "The Room Noon Gate", "The Room Heron Gate");
  await ben.do("reload", /Loading the content here and at engine-1\.\n/);
  await ben.expect(/engine-1: The new content is in force\.\n/);
  await anna.do("look", /Amber Gate/);
  await ben.do("look", /Heron Gate/);
  appendFileSync(join(content, "zones", "noon.yaml"), "\nlevles: 3\n");
  await ben.do("reload", /Loading the content here and at engine-1\.\n/);
  await ben.expect(/engine-1: The content has errors; the old one goes on\. [^¶]*levles/);
  await anna.do("look", /Amber Gate/);
};

test("[EP13] staff rights, reload and shutdown reach both engines, whichever one is asked", async () => {
  const scratch = newDirectory();
  const content = join(scratch, "content");
  cpSync(join(ROOT, RING.AMBON_CONTENT_DIR), content, { recursive: true });
  const env = { AMBON_CONTENT_DIR: content };
  try {
    await withCluster({ engines: 2, postgres: true, zones: ZONES, env }, async (cluster) => {
      const [anna, ben] = await arrive(cluster);
      const staff = await ambon(cluster, "player", "staff", "Ben", "on");
      assert.deepEqual(staff, { code: 0, out: "Ben is staff now.\n", err: "" });
      await reloads(content, anna, ben);
      const said = await ambon(cluster, "admin", "shutdown", "3", "tea");
      assert.match(said.out, /Shutting down here and at engine-2 in 3 seconds\./);
      for (const player of [anna, ben]) {
        await player.expect(/The game shuts down in 3 seconds \(tea\)\.\n/);
        await player.expect(/The game is shutting down \(tea\)\. See you soon!\n/);
        await player.closes();
        assert.equal(player.transcript().match(/shuts down in 3 seconds/g)?.length, 1);
      }
      for (const name of ENGINES) await cluster.get(name).endsWell();
      for (const name of ["gateway-1", "leasing-1"]) await cluster.stop(name);
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});
