/**
 * Telnet clients that send too much of everything, negotiate without end, or compress a bomb. What
 * is too much is dropped, and whoever sent it can still play; a bomb ends its own connection.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { bytesOf, connectMany, HostileSocket, makeCharacter } from "../support/hostile-socket.ts";
import { arrive, converse, TALKATIVE } from "../support/hostile-talk.ts";
import { HostileWatch, MIB, metricOf, mib, untilNobody } from "../support/hostile-watch.ts";
import { withServer } from "../support/server.ts";

const isSoak = process.env.AMBON_SOAK === "1";
const GROWTH_MAX_BYTES = 64 * MIB;
const [IAC, DONT, DO, WONT, WILL, SB, SE] = [255, 254, 253, 252, 251, 250, 240];
const [TTYPE, NAWS, NEW_ENVIRON, CHARSET, MSDP, MCCP3, GMCP] = [24, 31, 39, 42, 69, 87, 201];
const OPTIONS = 256;

const bytes = (...parts: readonly (number | string)[]): Uint8Array =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? bytesOf(part) : Uint8Array.of(part))),
  );

const sub = (option: number, ...parts: readonly (number | string)[]): Uint8Array =>
  bytes(IAC, SB, option, ...parts, IAC, SE);

const AGREED = bytes(
  ...[IAC, WILL, TTYPE, IAC, WILL, NAWS, IAC, WILL, NEW_ENVIRON],
  ...[IAC, DO, CHARSET, IAC, DO, GMCP, IAC, DO, MSDP],
);
const MUCH = 1_000_000;
const A = "a";

/** Each is sent whole, where it is allowed and where it is not. */
const OVERSIZE: readonly (readonly [string, Uint8Array])[] = [
  ["a line", bytes(A.repeat(10 * MUCH), "\r\n")],
  ["a terminal's name", sub(TTYPE, 0, A.repeat(MUCH))],
  ["a window of bytes", sub(NAWS, A.repeat(MUCH))],
  ["an environment", sub(NEW_ENVIRON, 0, `\u0000NAME\u0001${A}`.repeat(MUCH / 10))],
  ["a value of the environment", sub(NEW_ENVIRON, 0, 0, "CHARSET", 1, A.repeat(10_000))],
  ["a list of charsets", sub(CHARSET, 1, ";UTF-8".repeat(MUCH / 10))],
  ["a package", sub(GMCP, `Core.Hello "${A.repeat(MUCH)}"`)],
  ["a package of its own size", sub(GMCP, `Core.Hello "${A.repeat(9000)}"`)],
  ["a list of packages", sub(GMCP, `Core.Supports.Set [${'"A 1",'.repeat(1300)}"B 1"]`)],
  ["lists within lists", sub(GMCP, `Core.Supports.Set ${"[".repeat(4000)}`)],
  ["tables within tables", sub(MSDP, 1, A, 2, "\u0003\u0001a\u0002".repeat(4000))],
  ["names without end", sub(MSDP, 1, "REPORT", `\u0002${A}`.repeat(8000))],
  ["a subnegotiation of nothing", sub(0, A.repeat(MUCH))],
];

test("[HX40] too much of anything is dropped, and who sent it can still play", async (t) => {
  await withServer({ env: TALKATIVE }, async (server) => {
    const nyra = await arrive(server, "Nyra");
    const clumsy = await HostileSocket.connect(server.telnetPort);
    clumsy.send(AGREED);
    await clumsy.reads(/Name: /);
    const watch = await HostileWatch.begin(server);
    for (const [what, data] of OVERSIZE) {
      await clumsy.pour(data);
      assert.ok(!clumsy.isOver, what);
    }
    t.diagnostic(`answers meanwhile: ${await converse(nyra, 20)}`);
    await clumsy.answers("b", /at least 2 letters[\s\S]*Name: /);
    await makeCharacter(clumsy, "Oren", 3);
    await clumsy.answers(A.repeat(MUCH), /New password: |Password again: /);
    await clumsy.answers("quit", /Goodbye|come back/i);
    const grown = watch.grownBytes();
    assert.ok(grown < GROWTH_MAX_BYTES, `the server grew by ${mib(grown)}`);
    await watch.survived(t, `${OVERSIZE.length} things beyond their size`);
    await server.stop();
  });
});

/** Answers every command of the server with its contrary, and then with the contrary of that. */
const contradict = (socket: HostileSocket): void => {
  let rest = "";
  socket.onText = (text) => {
    const all = rest + text;
    const answers: number[] = [];
    for (const [, verb = "", option = ""] of all.matchAll(/\u00ff([\u00fb-\u00fe])([\s\S])/g)) {
      const asked = verb.charCodeAt(0);
      const code = option.charCodeAt(0);
      const pair = asked === WILL || asked === WONT ? [DO, DONT] : [WILL, WONT];
      for (const verb of [...pair, ...pair]) answers.push(IAC, verb, code);
    }
    rest = all.slice(-2);
    if (answers.length > 0) socket.send(Uint8Array.from(answers));
  };
};

test("[HX41] who negotiates without end is answered less than a thousand times, and can play", async (t) => {
  const every = Array.from({ length: OPTIONS }, (_one, option) => option);
  const round = bytes(
    ...every.flatMap((option) =>
      [DO, DONT, WILL, WONT, DO, WILL].flatMap((verb) => [IAC, verb, option]),
    ),
  );
  const rounds = isSoak ? 5000 : 200;
  await withServer({ env: TALKATIVE }, async (server) => {
    const nyra = await arrive(server, "Nyra");
    const watch = await HostileWatch.begin(server);
    const stubborn = await HostileSocket.connect(server.telnetPort);
    contradict(stubborn);
    await stubborn.reads(/Name: /);
    const poured = stubborn.pour(round, rounds);
    t.diagnostic(`answers meanwhile: ${await converse(nyra, 20)}`);
    await poured;
    for (const option of [CHARSET, TTYPE, NEW_ENVIRON]) {
      await stubborn.pour(sub(option, 1, ";UTF-8"), 2000);
    }
    const greeted = stubborn.receivedBytes;
    await makeCharacter(stubborn, "Oren");
    // An answer has three bytes, or some twenty with a request.
    assert.ok(greeted < 40_000, `${greeted} bytes of answers`);
    await watch.survived(t, `${rounds} rounds over all options, ${greeted} B of answers`);
    await server.stop();
  });
});

test("[HX42] compressed bombs end their own connections, before they unfold", async (t) => {
  const inner = deflateSync(new Uint8Array(100 * MIB), { level: 9 });
  await withServer({ env: TALKATIVE }, async (server) => {
    const nyra = await arrive(server, "Nyra");
    const watch = await HostileWatch.begin(server);
    const bombers = await connectMany(20, async () => {
      const bomber = await HostileSocket.connect(server.telnetPort);
      bomber.send(bytes(IAC, DO, MCCP3, IAC, SB, MCCP3, IAC, SE));
      return bomber;
    });
    for (const bomber of bombers) void bomber.pour(inner);
    t.diagnostic(`answers meanwhile: ${await converse(nyra, 20)}`);
    for (const bomber of bombers) assert.match(await bomber.closes(), /compressed/);
    assert.equal(await metricOf(server, "gateway_compressed_input_refused_total", {}), 20);
    const grown = watch.grownBytes();
    assert.ok(grown < GROWTH_MAX_BYTES, `the server grew by ${mib(grown)}`);
    await nyra.leave();
    await untilNobody(server);
    await watch.survived(t, "20 bombs that would be 100 MiB each");
    await server.stop();
  });
});
