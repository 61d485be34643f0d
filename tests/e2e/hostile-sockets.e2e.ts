/**
 * Sockets that misbehave as sockets: one byte at a time, silence, resets, and ends in every phase
 * of the login. Nothing of them stays, and their names are free again.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { connectMany, HostileSocket, makeCharacter, stepsOf } from "../support/hostile-socket.ts";
import {
  assertGreets,
  HostileWatch,
  metricOf,
  untilMetric,
  untilNobody,
} from "../support/hostile-watch.ts";
import { type TestServer, within, withServer } from "../support/server.ts";
import { PASSWORD } from "../support/telnet-player.ts";

const isSoak = process.env.AMBON_SOAK === "1";
const SLOW_BYTE_MS = 100;
const DEADLINE_MS = 20_000;
const IDLE = { AMBON_LIMITS_LOGIN_IDLE_MS: "1000" };
const IDLE_WORDS = /Nothing was typed for a long time\./;

/** Sends a byte now and then, never a line, until the server has had enough. */
const dribble = async (socket: HostileSocket): Promise<string> => {
  while (!socket.isOver) {
    socket.send("a");
    await Promise.race([socket.ended, sleep(SLOW_BYTE_MS)]);
  }
  return socket.text;
};

test("[HX10] bytes without a line do not hold the login open, nor does silence", async (t) => {
  const many = isSoak ? 1000 : 100;
  await withServer({ env: IDLE }, async (server) => {
    const watch = await HostileWatch.begin(server);
    const slow = await connectMany(many, () => HostileSocket.connect(server.telnetPort));
    const silent = await connectMany(many, () => HostileSocket.connect(server.telnetPort));
    for (const words of await Promise.all(slow.map(dribble))) assert.match(words, IDLE_WORDS);
    for (const socket of silent) assert.match(await socket.closes(), IDLE_WORDS);
    await untilNobody(server);
    await assertGreets(server);
    await watch.survived(t, `${many} sockets with a byte now and then, ${many} silent ones`);
    await server.stop();
  });
});

test("[HX11] a browser that says no hello is closed, as is one that never answers", async (t) => {
  await withServer({ env: IDLE }, async (server) => {
    const watch = await HostileWatch.begin(server);
    const ends: Promise<number>[] = [];
    const hello = JSON.stringify({ t: "hello", v: 1, client: "test/1" });
    for (let at = 0; at < 50; at += 1) {
      const socket = new WebSocket(`ws://127.0.0.1:${server.webPort}/ws`, ["v1.ambon"]);
      socket.on("error", () => undefined);
      if (at % 2 === 0) socket.on("open", () => socket.send(hello));
      ends.push(new Promise((resolve) => socket.on("close", resolve)));
    }
    const all = within(Promise.all(ends), DEADLINE_MS, () => "a silent browser is still there");
    for (const code of await all) assert.equal(code, 1000);
    await untilNobody(server);
    await watch.survived(t, "50 silent browsers");
    await server.stop();
  });
});

test("[HX12] half requests and silent sockets at the web port are closed within half a minute", async (t) => {
  await withServer({}, async (server) => {
    const watch = await HostileWatch.begin(server);
    const openings = ["", "G", "GET / HTTP/1.1\r\nHost: x\r\n", "GET / HTTP/1.1\r\nX-a: "];
    const sockets = await connectMany(100, (at) =>
      HostileSocket.connect(server.webPort, openings[at % openings.length]),
    );
    const all = Promise.all(sockets.map((socket) => socket.ended));
    await within(all, 30_000, () => "a half request is still open");
    await watch.survived(t, "100 half requests");
    await server.stop();
  });
});

test("[HX13] connections that are reset at once, or after a part of a line, leave nothing behind", async (t) => {
  const many = isSoak ? 10_000 : 500;
  await withServer({}, async (server) => {
    const watch = await HostileWatch.begin(server);
    const openings = ["", "ny", "\r\n", "nyra\r\n", "\u0001"];
    for (const port of [server.telnetPort, server.webPort, server.adminPort]) {
      for (let done = 0; done < many; done += 100) {
        const sockets = await connectMany(100, (at) =>
          HostileSocket.connect(port, openings[at % openings.length]),
        );
        await Promise.all(sockets.map((socket) => socket.reset()));
      }
    }
    await untilNobody(server);
    await assertGreets(server);
    await watch.survived(t, `${many} resets at each of three ports`);
    await server.stop();
  });
});

type Leaving = "reset" | "leave";

/** One new character for each number of answers; the socket ends right after the last one. */
const leaveEverywhere = async (server: TestServer, how: Leaving): Promise<void> => {
  const prefix = how === "reset" ? "Res" : "Fin";
  const names = stepsOf("x").map((_step, at) => `${prefix}${String.fromCharCode(97 + at)}`);
  for (const [at, name] of names.entries()) {
    const socket = await HostileSocket.connect(server.telnetPort);
    await makeCharacter(socket, name, at + 1);
    await socket[how]();
  }
  await untilMetric(server, "gateway_sessions", {}, (open) => open === 0);
  // All but the last never had their class; the last one may or may not have got through.
  for (const name of names.slice(0, -1)) {
    const again = await HostileSocket.connect(server.telnetPort);
    await makeCharacter(again, name);
    await again.leave();
  }
};

test("[HX14] a socket that ends at any question leaves its name free, and no session", async (t) => {
  await withServer({}, async (server) => {
    const watch = await HostileWatch.begin(server);
    for (const how of ["leave", "reset"] as const) await leaveEverywhere(server, how);
    await untilNobody(server);
    await watch.survived(t, "ends at every question of a new character");
    await server.stop();
  });
});

test("[HX15] a socket that ends while its password is looked at leaves a character that can be had", async (t) => {
  await withServer({}, async (server) => {
    const nyra = await HostileSocket.connect(server.telnetPort);
    await makeCharacter(nyra, "Nyra");
    await nyra.leave();
    const watch = await HostileWatch.begin(server);
    for (const how of ["leave", "reset", "leave", "reset"] as const) {
      for (const answers of [["nyra"], ["nyra", PASSWORD], ["nyra", "wrong one"]]) {
        const socket = await HostileSocket.connect(server.telnetPort);
        await socket.reads(/Name: /);
        socket.send(`${answers.join("\r\n")}\r\n`);
        await socket[how]();
      }
    }
    await untilNobody(server);
    const back = await HostileSocket.connect(server.telnetPort);
    await back.reads(/Name: /);
    await back.answers("nyra", /Password: /);
    await back.answers(PASSWORD, /Exits:/);
    assert.equal(await metricOf(server, "gateway_sessions"), 1);
    await watch.survived(t, "ends while a password is looked at");
    await server.stop();
  });
});
