/**
 * Three engines with a zone each, two players on different gateways in zones of different engines:
 * they meet in who, tell and gossip as in one process; when an engine dies all of it is right again
 * within seconds, and its zone, which no other may run, comes back with it. The same where engines
 * are found through Redis, and where everybody speaks over it, and Redis goes and comes.
 */

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { steadyPort } from "@ambon/testing/adapter/free-port";
import { type Cluster, withCluster } from "../support/cluster.ts";
import { zonesOf } from "../support/engine-status.ts";
import { RING } from "../support/ring-story.ts";
import { runFile } from "../support/run-program.ts";
import { newDirectory } from "../support/server.ts";
import { TelnetPlayer } from "../support/telnet-player.ts";

const ZONES = { "engine-1": "dawn,@commons", "engine-2": "midnight", "engine-3": "noon" };
/** An entry of the registry lapses after so long. */
const ENTRY_MS = 10_000;
const RIGHT_AGAIN_MS = 15_000;
const LOOK_MS = 200;

const addressOf = (port: number): Readonly<Record<string, string>> => ({
  AMBON_LINK_PORT: `${port}`,
  AMBON_ADVERTISE_URL: `http://127.0.0.1:${port}`,
});

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

/** Each engine runs the zones that are pinned to it, and no other. */
const allRun = async (cluster: Cluster): Promise<void> => {
  const untilMs = performance.now() + RIGHT_AGAIN_MS;
  for (const [name, zones] of Object.entries(ZONES)) {
    const pinned = zones.split(",").map((zone) => `${zone}#1`);
    for (;;) {
      const running = await zonesOf(cluster.get(name));
      if ([...running].sort().join() === pinned.sort().join()) break;
      assert.ok(performance.now() < untilMs, `${name} runs ${running.join(" ")}`);
      await pause(LOOK_MS);
    }
  }
};

/** Each on a gateway of its own, in a zone of an engine of its own. */
const arrive = async (cluster: Cluster): Promise<readonly [TelnetPlayer, TelnetPlayer]> => {
  const [anna, ben] = [await at(cluster, "gateway-1"), await at(cluster, "gateway-2")];
  await anna.create("Anna");
  await ben.create("Ben");
  for (const room of [/Dawn Court/, /Noon Gate/]) await ben.do("east", room);
  return [anna, ben];
};

/** From the gate of noon over all three borders back to it. */
const round = async (player: TelnetPlayer): Promise<void> => {
  for (const room of FROM_NOON_GATE) await player.do("east", room);
};

/** The same while engines may still look for each other: a border is tried until it opens. */
const roundAgain = async (player: TelnetPlayer): Promise<void> => {
  const untilMs = performance.now() + RIGHT_AGAIN_MS;
  for (const room of FROM_NOON_GATE) {
    const tried = new RegExp(`${room.source}|The way is blocked`);
    while (!room.test((await player.do("east", tried))[0])) {
      assert.ok(performance.now() < untilMs, `no way to ${room}`);
      await pause(LOOK_MS);
    }
  }
};

const FROM_NOON_GATE = [
  ...[/Noon Court/, /Midnight Gate/, /Midnight Court/],
  ...[/Dawn Gate/, /Dawn Court/, /Noon Gate/],
];

const greet = async (anna: TelnetPlayer, ben: TelnetPlayer): Promise<void> => {
  assert.match(await anna.ask("who"), /2 people[^¶]*Anna[^¶]*Dawn[^¶]*Ben[^¶]*Noon/);
  assert.match(await anna.ask("tell ben good morning"), /You tell Ben, "good morning"/);
  await ben.expect(/Anna tells you, "good morning"/);
  await ben.do("reply good evening", /You tell Anna, "good evening"/);
  await anna.expect(/Ben tells you, "good evening"/);
};

const meet = async (anna: TelnetPlayer, ben: TelnetPlayer): Promise<void> => {
  await greet(anna, ben);
  await anna.do("gossip hello all", /You gossip, "hello all"/);
  await ben.expect(/Anna gossips, "hello all"/);
  assert.match(await anna.ask("tell nobody hello"), /There is nobody called "nobody"/);
};

test("[EP3, EP9, EP10] who, tell and gossip reach everybody, and are right again after a crash", async () => {
  const options = { engines: 3, gateways: 2, postgres: true, zones: ZONES, env: RING };
  await withCluster(options, async (cluster) => {
    await allRun(cluster);
    const [anna, ben] = await arrive(cluster);
    await meet(anna, ben);
    await cluster.kill("engine-3");
    // Nobody may know yet that it is gone; she is told all the same what is known of her words.
    await anna.do("tell ben are you there", /to ben may not have arrived|ben has left the world/);
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

/** A number that a process tells of itself. */
const told = async (cluster: Cluster, name: string, metric: string): Promise<number> => {
  const { adminPort } = cluster.get(name);
  const page = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
  const line = page.split("\n").find((one) => one.startsWith(`${metric} `));
  return Number(line?.slice(metric.length));
};

/** Every gateway has a link to each of these engines, and they to each other. */
const found = async (cluster: Cluster, engines: readonly string[]): Promise<void> => {
  const untilMs = performance.now() + RIGHT_AGAIN_MS;
  const become = async (name: string, metric: string, count: number): Promise<void> => {
    while ((await told(cluster, name, metric)) !== count) {
      assert.ok(performance.now() < untilMs, `${name}: ${metric} does not become ${count}`);
      await pause(LOOK_MS);
    }
  };
  for (const gateway of cluster.names("gateway")) {
    await become(gateway, 'links_up{peer_role="engine"}', engines.length);
  }
  for (const engine of engines) await become(engine, "peers_up", engines.length - 1);
};

test("[EP11] engines are found through Redis, at new addresses too, and players notice nothing while it is away", async () => {
  const common = { engines: 3, gateways: 2, postgres: true, zones: ZONES, env: RING };
  await withCluster({ ...common, redis: true, registry: "redis" }, async (cluster) => {
    await found(cluster, Object.keys(ZONES));
    await allRun(cluster);
    const [anna, ben] = await arrive(cluster);
    await meet(anna, ben);
    await cluster.kill("redis");
    // Until every entry would have lapsed they meet, and walk over each border.
    const lapsedMs = performance.now() + ENTRY_MS;
    do {
      await round(ben);
      await greet(anna, ben);
    } while (performance.now() < lapsedMs);
    await found(cluster, Object.keys(ZONES));
    for (const player of [anna, ben]) assert.doesNotMatch(player.transcript(), /breath|blocked/);
    await cluster.again("redis");
    await cluster.stop("engine-3");
    await found(cluster, ["engine-1", "engine-2"]);
    await cluster.again("engine-3", addressOf(await steadyPort()));
    await found(cluster, Object.keys(ZONES));
    await ben.expect(/The world breathes again\./);
    await answers(anna, "who", /2 people in the world/);
    await roundAgain(ben);
    await greet(anna, ben);
    await Promise.all([anna.leave(), ben.leave()]);
    await cluster.end();
  });
});

test("[EP12] everybody speaks over Redis, and when it was away all go on where they were", async () => {
  const env = { ...RING, AMBON_BUS: "redis" };
  const common = { engines: 3, gateways: 2, postgres: true, zones: ZONES, env };
  await withCluster({ ...common, redis: true, registry: "redis" }, async (cluster) => {
    await found(cluster, Object.keys(ZONES));
    await allRun(cluster);
    const [anna, ben] = await arrive(cluster);
    await meet(anna, ben);
    await round(ben);
    await cluster.kill("redis");
    for (const player of [anna, ben]) await player.expect(/The world holds its breath…/);
    await cluster.again("redis");
    for (const player of [anna, ben]) await player.expect(/The world breathes again\./);
    await answers(anna, "who", /2 people in the world/);
    await roundAgain(ben);
    await greet(anna, ben);
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
