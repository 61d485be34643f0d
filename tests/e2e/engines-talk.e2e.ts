/**
 * Three engines with a zone each, two players on different gateways in zones of different engines:
 * they meet in who, tell and gossip as in one process; when an engine dies all of it is right again
 * within seconds, and its zone, which no other may run, comes back with it.
 */

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { type Cluster, withCluster } from "../support/cluster.ts";
import { zonesOf } from "../support/engine-status.ts";
import { RING } from "../support/ring-story.ts";
import { runFile } from "../support/run-program.ts";
import { newDirectory } from "../support/server.ts";
import { TelnetPlayer } from "../support/telnet-player.ts";

const ZONES = { "engine-1": "dawn,@commons", "engine-2": "midnight", "engine-3": "noon" };
const RIGHT_AGAIN_MS = 15_000;
const LOOK_MS = 200;

const at = (cluster: Cluster, gateway: string): Promise<TelnetPlayer> =>
  TelnetPlayer.connect(cluster.get(gateway).telnetPort);

/** Asks again and again until the answer is as wanted. */
const answers = async (player: TelnetPlayer, line: string, wanted: RegExp): Promise<void> => {
  const untilMs = performance.now() + RIGHT_AGAIN_MS;
  for (;;) {
    const answer = await player.ask(line);
    if (wanted.test(answer)) return;
    assert.ok(performance.now() < untilMs, `"${line}" is answered by:\n${answer}`);
    await pause(LOOK_MS);
  }
};

const meet = async (anna: TelnetPlayer, ben: TelnetPlayer): Promise<void> => {
  assert.match(await anna.ask("who"), /2 people[^¶]*Anna[^¶]*Dawn[^¶]*Ben[^¶]*Noon/);
  assert.match(await anna.ask("tell ben good morning"), /You tell Ben, "good morning"/);
  await ben.expect(/Anna tells you, "good morning"/);
  await ben.do("reply good evening", /You tell Anna, "good evening"/);
  await anna.expect(/Ben tells you, "good evening"/);
  await anna.do("gossip hello all", /You gossip, "hello all"/);
  await ben.expect(/Anna gossips, "hello all"/);
  assert.match(await anna.ask("tell nobody hello"), /There is nobody called "nobody"/);
};

test("[EP3, EP9, EP10] who, tell and gossip reach everybody, and are right again after a crash", async () => {
  const options = { engines: 3, gateways: 2, postgres: true, zones: ZONES, env: RING };
  await withCluster(options, async (cluster) => {
    for (const [name, zones] of Object.entries(ZONES)) {
      const pinned = zones.split(",").map((zone) => `${zone}#1`);
      assert.deepEqual([...(await zonesOf(cluster.get(name)))].sort(), pinned.sort());
    }
    const [anna, ben] = [await at(cluster, "gateway-1"), await at(cluster, "gateway-2")];
    await anna.create("Anna");
    await ben.create("Ben");
    for (const room of [/Dawn Court/, /Noon Gate/]) await ben.do("east", room);
    await meet(anna, ben);
    await cluster.kill("engine-3");
    // Nobody knows yet that it is gone; the words come back all the same.
    await anna.do("tell ben are you there", /nobody called "ben"|ben has left the world/);
    await answers(anna, "who", /You are alone in the world/);
    await ben.expect(/The world holds its breath…/);
    await cluster.again("engine-3");
    await ben.expect(/The world breathes again\./);
    await answers(anna, "who", /2 people in the world/);
    await meet(anna, ben);
    await ben.do("west", /Dawn Court/);
    await ben.do("west", /Anna is here/);
    await Promise.all([anna.leave(), ben.leave()]);
    await cluster.end();
  });
});

test("[EP1] a second engine without Postgres says what it needs, and ends with code 1", async () => {
  const env = {
    AMBON_SECRET: "a secret that is long enough",
    AMBON_ENGINE_ID: "engine-2",
    AMBON_ENGINES: "engine-1=http://127.0.0.1:5000,engine-2=http://127.0.0.1:5001",
  };
  const directory = newDirectory();
  const { code, err } = await runFile("apps/engine/src/main.ts", [], directory, { env });
  rmSync(directory, { recursive: true, force: true });
  assert.equal(code, 1);
  assert.match(err, /AMBON_ENGINES names engine-1.*AMBON_DATABASE_URL is not set/);
});
