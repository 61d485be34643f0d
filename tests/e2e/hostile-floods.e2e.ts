/**
 * Floods: of lines, of connections, of passwords, of new characters. Each is answered as its limit
 * says, and whoever plays meanwhile gets every answer, in order. How fast is told, not judged.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bytesOf,
  connectMany,
  HostileSocket,
  makeCharacter,
  proxyHeader,
} from "../support/hostile-socket.ts";
import { arrive, converse, letters, TALKATIVE } from "../support/hostile-talk.ts";
import { HostileWatch, metricOf, untilMetric, untilNobody } from "../support/hostile-watch.ts";
import { type TestServer, withServer } from "../support/server.ts";
import { PASSWORD } from "../support/telnet-player.ts";

const isSoak = process.env.AMBON_SOAK === "1";
const REFUSED = "gateway_connections_refused_total";

const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "latin1"));
const DO_GMCP = latin1("\u00ff\u00fd\u00c9");
const FLOODS = [
  ["commands", "score\r\n"],
  ["talk", "say !\r\n"],
  ["empty lines", "\r\n"],
  ["pings", "\u00ff\u00fa\u00c9Core.Ping\u00ff\u00f0"],
] as const;

test("[HX1] while one socket floods, another player is answered line by line, in order", async (t) => {
  await withServer({ env: TALKATIVE }, async (server) => {
    const nyra = await arrive(server, "Nyra");
    const lines = isSoak ? 300 : 20;
    t.diagnostic(`answers without a flood: ${await converse(nyra, lines)}`);
    for (const [at, [what, line]] of FLOODS.entries()) {
      const flood = await HostileSocket.connect(server.telnetPort);
      flood.send(DO_GMCP);
      await makeCharacter(flood, `Oren${letters(at)}`);
      const watch = await HostileWatch.begin(server);
      const packet = latin1(line.repeat(2000));
      let isOver = false;
      const poured = (async () => {
        while (!isOver && !flood.isOver) await flood.pour(packet);
      })();
      const answers = await converse(nyra, lines);
      isOver = true;
      await flood.reset();
      await poured;
      await watch.survived(t, `flood of ${what}`);
      t.diagnostic(`answers meanwhile: ${answers}`);
    }
    for (const reason of ["rate", "control"]) {
      assert.ok((await metricOf(server, "gateway_lines_refused_total", { reason })) > 0, reason);
    }
    await server.stop();
  });
});

test("[HX2] connections beyond the limit are told that the game is full, those within are not disturbed", async (t) => {
  const env = { AMBON_LIMITS_CONNECTIONS: "20" };
  const flood = isSoak ? 5000 : 500;
  await withServer({ env }, async (server) => {
    const nyra = await arrive(server, "Nyra");
    const mine = await connectMany(19, () => HostileSocket.connect(server.telnetPort));
    for (const socket of mine) await socket.reads(/Name: /);
    const watch = await HostileWatch.begin(server);
    const refused = await connectMany(flood, () => HostileSocket.connect(server.telnetPort));
    for (const socket of refused) assert.match(await socket.closes(), /The game is full\./);
    assert.equal(await metricOf(server, REFUSED, { reason: "full" }), flood);
    assert.match(await converse(nyra, 10), /median/);
    for (const socket of mine) {
      assert.ok(!socket.isOver);
      await socket.answers("b", /at least 2 letters/);
    }
    await mine[0]?.leave();
    await untilMetric(server, "gateway_sessions", {}, (open) => open === 19);
    const next = await HostileSocket.connect(server.telnetPort);
    await next.reads(/Name: /);
    await watch.survived(t, `${flood} connections over the limit`);
    await server.stop();
  });
});

/** Every connection tells its client's address by a PROXY header, so that loopback is not met. */
const PROXIED = {
  AMBON_PROXY_PROTOCOL: "required",
  AMBON_TRUSTED_CIDRS: "127.0.0.0/8",
};

const from = (server: TestServer, address: string): Promise<HostileSocket> =>
  HostileSocket.connect(server.telnetPort, proxyHeader(address));

test("[HX3] an address has its share of connections, and other addresses still come in", async (t) => {
  const env = { ...PROXIED, AMBON_LIMITS_CONNECTIONS_PER_IP: "5" };
  await withServer({ env }, async (server) => {
    const watch = await HostileWatch.begin(server);
    const first = await connectMany(5, () => from(server, "203.0.113.7"));
    for (const socket of first) await socket.reads(/Name: /);
    const refused = await connectMany(200, () => from(server, "203.0.113.7"));
    for (const socket of refused) {
      assert.match(await socket.closes(), /There are already 5 connections from your address\./);
    }
    const others = await connectMany(100, (at) => from(server, `203.0.114.${at}`));
    for (const socket of others) await socket.reads(/Name: /);
    await first[0]?.leave();
    await untilMetric(server, "gateway_sessions", {}, (open) => open === 104);
    const again = await from(server, "203.0.113.7");
    await again.reads(/Name: /);
    for (const socket of [...first, ...others, again]) await socket.reset();
    await untilNobody(server);
    await watch.survived(t, "200 connections over one address's share");
    await server.stop();
  });
});

const OUTCOMES = /too many wrong passwords|Many players are arriving|do not belong together|Exits:/;

/** Guesses until the name is locked; how often the password was really looked at. */
const guess = async (guesser: HostileSocket): Promise<number> => {
  let looked = 0;
  await guesser.reads(/Name: /);
  await guesser.answers("nyra", /Password: /);
  for (;;) {
    const [outcome] = await guesser.answers("not this one", OUTCOMES);
    if (outcome === "too many wrong passwords") return looked;
    assert.notEqual(outcome, "Exits:");
    if (outcome === "do not belong together") looked += 1;
    await guesser.reads(/Password: /);
  }
};

test("[HX4] guessing one name from many addresses looks at five passwords, then at none", async (t) => {
  // An address may try as often as it likes here: the name has to defend itself.
  const env = {
    ...PROXIED,
    AMBON_LIMITS_LOGIN_LOCK_MS: "3600000",
    AMBON_LIMITS_LOGINS_PER_MINUTE: "0",
  };
  await withServer({ env }, async (server) => {
    const [nyra, oren] = [await from(server, "192.0.2.10"), await from(server, "192.0.2.11")];
    await makeCharacter(nyra, "Nyra");
    await makeCharacter(oren, "Oren");
    const watch = await HostileWatch.begin(server);
    const guessers = await connectMany(40, (at) => from(server, `198.51.100.${at}`));
    const looked = await Promise.all(guessers.map(guess));
    // The fifth wrong one is the one that locks, and is answered so.
    assert.equal(
      looked.reduce((sum, one) => sum + one, 0),
      4,
    );
    const owner = await from(server, "192.0.2.12");
    await owner.reads(/Name: /);
    await owner.answers("nyra", /Password: /);
    await owner.answers(PASSWORD, /too many wrong passwords for this name[\s\S]*Name: /);
    await nyra.answers("say I am still here.", /You say, [^\n]*I am still here\./);
    await oren.leave();
    await owner.answers("oren", /Password: /);
    await owner.answers(PASSWORD, /Exits:/);
    await watch.survived(t, "40 guessers on one name");
    await server.stop();
  });
});

/** At the last question of a new character. */
const nearlyMade = async (server: TestServer, name: string): Promise<HostileSocket> => {
  const socket = await HostileSocket.connect(server.telnetPort);
  await makeCharacter(socket, name, 5);
  await socket.reads(/Class: /);
  return socket;
};

test("[HX5] of many new characters at once those beyond the queue are asked to try again, and can", async (t) => {
  const env = { AMBON_LIMITS_HASH_QUEUE: "3" };
  const many = isSoak ? 300 : 40;
  await withServer({ env }, async (server) => {
    const nyra = await arrive(server, "Nyra");
    const makers = await connectMany(many, (at) => nearlyMade(server, `New${letters(at)}`));
    const watch = await HostileWatch.begin(server);
    const ends = Promise.all(
      makers.map((maker) => maker.answers("1", /Exits:|Many players are arriving[\s\S]*Name: /)),
    );
    const answers = await converse(nyra, 20);
    const told = (await ends).map(([end]) => end !== "Exits:");
    const refused = makers.filter((_maker, at) => told[at]);
    assert.ok(refused.length > 0, "the queue took everybody");
    assert.ok(refused.length < many, "the queue took nobody");
    const [again] = refused;
    assert.ok(again !== undefined);
    await makeCharacter(again, "Newagain");
    for (const maker of makers) await maker.reset();
    await watch.survived(t, `${many} new characters at once, ${refused.length} asked to wait`);
    t.diagnostic(`answers meanwhile: ${answers}`);
    await server.stop();
  });
});

test("[HX6] a flood of answers at the name question gets few of them answered", async (t) => {
  await withServer({}, async (server) => {
    const nyra = await arrive(server, "Nyra");
    const flood = await HostileSocket.connect(server.telnetPort);
    await flood.reads(/Name: /);
    const watch = await HostileWatch.begin(server);
    const before = flood.receivedBytes;
    const poured = flood.pour(bytesOf("\r\n".repeat(1000)), 200);
    const answers = await converse(nyra, 20);
    await poured;
    await flood.reads(/Too many lines at once/);
    const answered = flood.receivedBytes - before;
    // Each is answered with about 40 bytes: 200 000 lines would be 8 MB.
    assert.ok(answered < 200_000, `${answered} bytes of answers`);
    await flood.reset();
    await watch.survived(t, `200 000 empty lines at the name question, ${answered} B of answers`);
    t.diagnostic(`answers meanwhile: ${answers}`);
    await server.stop();
  });
});

test("[HX7] an address that tries to log in too often waits, and others do not", async (t) => {
  const env = { ...PROXIED, AMBON_LIMITS_LOGINS_PER_MINUTE: "2" };
  await withServer({ env }, async (server) => {
    const nyra = await from(server, "192.0.2.10");
    await makeCharacter(nyra, "Nyra");
    await nyra.leave();
    const watch = await HostileWatch.begin(server);
    // Each connection and each name anew, so that neither of their own limits is met.
    for (let tries = 1; tries <= 8; tries += 1) {
      const guesser = await from(server, "203.0.113.7");
      await guesser.reads(/Name: /);
      await guesser.answers("nyra", /Password: /);
      const [end] = await guesser.answers(
        "not this one",
        /do not belong together|Try again in \d+ second/,
      );
      assert.equal(end === "do not belong together", tries <= 2, `${tries}: ${end}`);
      await guesser.reset();
    }
    const owner = await from(server, "192.0.2.10");
    await owner.reads(/Name: /);
    await owner.answers("nyra", /Password: /);
    await owner.answers(PASSWORD, /Exits:/);
    await watch.survived(t, "8 logins from one address");
    await server.stop();
  });
});
