/**
 * Thousands who say nothing: at the name question by telnet, by telnet with compression, and in
 * browsers. What each costs is told (docs/performance.md has the figures of five thousand), and a
 * player among them is answered as if they were not there.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { usageOfProcess } from "@ambon/app-swarm/server-usage";
import { connectMany, HostileSocket } from "../support/hostile-socket.ts";
import { arrive, converse, TALKATIVE } from "../support/hostile-talk.ts";
import { HostileWatch, untilMetric } from "../support/hostile-watch.ts";
import { answerPings, messageFrame, openWs, upgradeRequest } from "../support/hostile-ws.ts";
import { type TestServer, withServer } from "../support/server.ts";

const isSoak = process.env.AMBON_SOAK === "1";
const MANY = isSoak ? 5000 : 500;
/** How long they are measured while nothing is said: the length is what is measured over. */
const STILL_MS = isSoak ? 20_000 : 3000;
const KIB = 1024;
/** At the prompt it is some fifteen; of few, each bears more of what a runtime sets aside. */
const EACH_MAX_KIB = isSoak ? 64 : 128;
/** Of one core, for keepalives and looking after them. */
const STILL_CPU_MAX = 0.2;
const [IAC, WILL, DO, SB, SE] = [255, 251, 253, 250, 240];
const [TTYPE, MCCP2] = [24, 86];
const ENV = { ...TALKATIVE, AMBON_LIMITS_LOGIN_IDLE_MS: "600000" };

const hello = messageFrame({ t: "hello", v: 1, client: "test/1" });
const offer = { "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits" };

const telnet = async ({ telnetPort }: TestServer): Promise<HostileSocket> => {
  const socket = await HostileSocket.connect(telnetPort);
  await socket.reads(/Name: /);
  return socket;
};

/** Agrees to MCCP2 and ends the TTYPE cycle, after which all is compressed. */
const compressed = async ({ telnetPort }: TestServer): Promise<HostileSocket> => {
  const socket = await HostileSocket.connect(telnetPort);
  const cycle = ["C", "ANSI", "ANSI"].flatMap((answer) => [
    ...[IAC, SB, TTYPE, 0, ...Buffer.from(answer), IAC, SE],
  ]);
  socket.send(Uint8Array.from([IAC, WILL, TTYPE, IAC, DO, MCCP2, ...cycle]));
  await socket.reads(/\u00ff\u00faV\u00ff\u00f0/);
  return socket;
};

const browser = async ({ webPort }: TestServer): Promise<HostileSocket> => {
  const socket = await openWs(webPort);
  answerPings(socket);
  socket.send(hello);
  await socket.reads(/"label":"Name"/);
  return socket;
};

/** As real browsers come: they offer compression, which the server agrees to. */
const deflating = async ({ webPort }: TestServer): Promise<HostileSocket> => {
  const socket = await HostileSocket.connect(webPort, upgradeRequest("v1.ambon", offer));
  await socket.reads(/permessage-deflate[\s\S]*\r\n\r\n/i);
  answerPings(socket);
  socket.send(hello);
  await socket.reads(/Name/);
  return socket;
};

const KINDS = [
  ["telnet", telnet],
  ["telnet, compressed", compressed],
  ["browsers", browser],
  ["browsers, compressed", deflating],
] as const;

for (const [kind, connect] of KINDS) {
  const title = `${MANY} idle connections (${kind})`;
  test(`[HX50] ${title} cost little, and nobody else notices`, async (t) => {
    await withServer({ env: ENV }, async (server) => {
      const nyra = await arrive(server, "Nyra");
      const alone = await converse(nyra, 20);
      const watch = await HostileWatch.begin(server);
      const before = await usageOfProcess(server.pid);
      const idle = await connectMany(MANY, () => connect(server));
      await untilMetric(server, "gateway_sessions", {}, (open) => open === MANY + 1);
      const settled = await usageOfProcess(server.pid);
      await sleep(STILL_MS);
      const still = await usageOfProcess(server.pid);
      const eachKib = (still.rssBytes - before.rssBytes) / MANY / KIB;
      const share = ((still.cpuSeconds - settled.cpuSeconds) * 1000) / STILL_MS;
      t.diagnostic(`${eachKib.toFixed(1)} KiB each, ${(share * 100).toFixed(1)} % of a core`);
      t.diagnostic(`answers alone: ${alone}; among them: ${await converse(nyra, 20)}`);
      assert.ok(eachKib < EACH_MAX_KIB, `${eachKib.toFixed(1)} KiB each`);
      assert.ok(share < STILL_CPU_MAX, `${(share * 100).toFixed(1)} % of a core`);
      assert.ok(idle.every((socket) => !socket.isOver));
      await nyra.leave();
      for (const socket of idle) await socket.reset();
      await untilMetric(server, "gateway_sessions", {}, (open) => open === 0);
      await watch.survived(t, title);
      await server.stop();
    });
  });
}
