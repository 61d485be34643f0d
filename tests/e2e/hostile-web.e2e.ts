/**
 * What can be done to the web port: floods of frames of every kind, answers that nobody reads,
 * frames that are none, frames and requests that claim or unfold to more than may be sent.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { bytesOf, connectMany, HostileSocket } from "../support/hostile-socket.ts";
import { arrive, converse, letters, TALKATIVE } from "../support/hostile-talk.ts";
import {
  HostileWatch,
  MIB,
  metricOf,
  mib,
  untilMetric,
  untilNobody,
} from "../support/hostile-watch.ts";
import {
  BINARY,
  frameHead,
  frameOf,
  makeWsCharacter,
  messageFrame,
  openWs,
  TEXT,
  upgradeRequest,
} from "../support/hostile-ws.ts";
import { type TestServer, within, withServer } from "../support/server.ts";

const isSoak = process.env.AMBON_SOAK === "1";
const CONTINUATION = 0;
const CLOSE = 8;
const PING = 9;
const NOT_FINAL = 0;
/** The first bit after FIN says that a message is compressed. */
const COMPRESSED = 0xc0;
const FRAME_LIMIT = 65_536;
const GROWTH_MAX_BYTES = 80 * MIB;

const DEADLINE_MS = 20_000;

const concat = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);

const repeated = (frame: Uint8Array, times: number): Uint8Array => {
  const all = new Uint8Array(frame.length * times);
  for (let at = 0; at < times; at += 1) all.set(frame, at * frame.length);
  return all;
};

const NOTHING = new Uint8Array();
const FLOODS: readonly (readonly [string, Uint8Array])[] = [
  ["commands", messageFrame({ t: "line", text: "score" })],
  ["talk", messageFrame({ t: "line", text: "say !" })],
  ["pings", messageFrame({ t: "ping", n: 1 })],
  ["acks", messageFrame({ t: "ack", seq: 0 })],
  ["control frames", frameOf(PING, new Uint8Array(100))],
  ["empty fragments", frameOf(CONTINUATION, NOTHING, NOT_FINAL)],
];

test("[HX30] while one browser floods, another player is answered line by line, in order", async (t) => {
  await withServer({ env: TALKATIVE }, async (server) => {
    const nyra = await arrive(server, "Nyra");
    const lines = isSoak ? 300 : 20;
    t.diagnostic(`answers without a flood: ${await converse(nyra, lines)}`);
    for (const [at, [what, frame]] of FLOODS.entries()) {
      const flood = await openWs(server.webPort);
      await makeWsCharacter(flood, `Oren${letters(at)}`);
      if (what === "empty fragments") flood.send(frameOf(TEXT, NOTHING, NOT_FINAL));
      const watch = await HostileWatch.begin(server);
      const packet = repeated(frame, 2000);
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
    assert.ok((await metricOf(server, "gateway_lines_refused_total", { reason: "rate" })) > 0);
    await server.stop();
  });
});

/** A browser in the world that reads nothing more. */
const unread = async (server: TestServer, name: string): Promise<HostileSocket> => {
  const greedy = await openWs(server.webPort);
  await makeWsCharacter(greedy, name);
  greedy.stopReading();
  return greedy;
};

test("[HX31] who asks for answers without end and reads none of them costs no memory", async (t) => {
  const limits = { AMBON_LIMITS_SOCKET_BUFFER_MS: "1000" };
  await withServer({ env: { ...TALKATIVE, ...limits } }, async (server) => {
    const nyra = await arrive(server, "Nyra");
    const watch = await HostileWatch.begin(server);
    const pinger = await unread(server, "Oren");
    const poured = pinger.pour(repeated(frameOf(PING, new Uint8Array(125)), 8000), 64);
    await untilMetric(server, "gateway_sessions", {}, (open) => open === 1);
    await pinger.reset();
    await poured;
    // These are messages: the brake leaves most of them in the sender's own machine.
    const asker = await unread(server, "Edda");
    const asked = asker.pour(repeated(messageFrame({ t: "ping", n: 1 }), 8000), 64);
    t.diagnostic(`answers meanwhile: ${await converse(nyra, 20)}`);
    await asker.reset();
    await asked;
    const grown = watch.grownBytes();
    assert.ok(grown < GROWTH_MAX_BYTES, `the server grew by ${mib(grown)}`);
    await watch.survived(t, "pings of both kinds without end, answers unread");
    await server.stop();
  });
});

const text = (words: string): Uint8Array => frameOf(TEXT, bytesOf(words));
const UNMASKED = Uint8Array.of(0x81, 2, 0x7b, 0x7d);
/** Each ends its socket; what a browser would read as the reason is the runtime's. */
const NO_FRAMES: readonly (readonly [string, Uint8Array])[] = [
  ["not masked", UNMASKED],
  ["an opcode that is none", frameOf(3, bytesOf("{}"))],
  ["a bit that nobody agreed on", frameOf(TEXT, bytesOf("{}"), 0xa0)],
  ["compressed, which was not agreed on", frameOf(TEXT, bytesOf("{}"), COMPRESSED)],
  ["a control frame in parts", frameOf(PING, NOTHING, NOT_FINAL)],
  ["a long control frame", frameOf(PING, new Uint8Array(126))],
  ["a close of one byte", frameOf(CLOSE, new Uint8Array(1))],
  ["a continuation of nothing", frameOf(CONTINUATION, bytesOf("{}"))],
  ["a message within a message", concat(frameOf(TEXT, bytesOf("{"), NOT_FINAL), text("{}"))],
  ["no UTF-8", frameOf(TEXT, Uint8Array.of(0xc3, 0x28))],
  ["no JSON", text("hello")],
  ["a message that is none", text('{"t":"sudo"}')],
  ["JSON within JSON", text("[".repeat(30_000))],
  ["no text at all", frameOf(BINARY, bytesOf("{}"))],
  ["a frame that claims gigabytes", frameHead(TEXT, 0xffff_ffff)],
  ["a frame beyond the limit", text("x".repeat(FRAME_LIMIT + 1))],
  [
    "parts beyond the limit",
    concat(
      frameOf(TEXT, new Uint8Array(1000), NOT_FINAL),
      repeated(frameOf(CONTINUATION, new Uint8Array(1000), NOT_FINAL), 66),
    ),
  ],
];

test("[HX32] what is no frame or no message ends its own socket alone", async (t) => {
  await withServer({}, async (server) => {
    const nyra = await arrive(server, "Nyra");
    const watch = await HostileWatch.begin(server);
    for (const [what, bytes] of NO_FRAMES) {
      const broken = await openWs(server.webPort);
      broken.send(messageFrame({ t: "hello", v: 1, client: "test/1" }));
      await broken.reads(/"label":"Name"/);
      broken.send(bytes);
      await within(broken.ended, DEADLINE_MS, () => `${what}: the socket is open`);
    }
    assert.match(await converse(nyra, 10), /median/);
    await nyra.leave();
    await untilNobody(server);
    await watch.survived(t, `${NO_FRAMES.length} frames that are none`);
    await server.stop();
  });
});

test("[HX33] compressed frames that unfold beyond the limit are closed before they do", async (t) => {
  const offer = { "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits" };
  const bomb = frameOf(TEXT, deflateRawSync(new Uint8Array(48 * MIB)), COMPRESSED);
  assert.ok(bomb.length < FRAME_LIMIT);
  await withServer({}, async (server) => {
    const watch = await HostileWatch.begin(server);
    const bombers = await connectMany(20, async () => {
      const bomber = await HostileSocket.connect(server.webPort, upgradeRequest("v1.ambon", offer));
      await bomber.reads(/permessage-deflate[\s\S]*\r\n\r\n/i);
      return bomber;
    });
    for (const bomber of bombers) bomber.send(bomb);
    for (const bomber of bombers) await bomber.closes();
    const grown = watch.grownBytes();
    assert.ok(grown < GROWTH_MAX_BYTES, `the server grew by ${mib(grown)}`);
    await untilNobody(server);
    await watch.survived(t, "20 frames that would be 48 MiB each");
    await server.stop();
  });
});

const SLASHES = "/".repeat(200_000);
const REQUESTS: readonly (readonly [string, string])[] = [
  ["an address without end", `GET /${SLASHES} HTTP/1.1\r\n\r\n`],
  ["a header without end", `GET / HTTP/1.1\r\nHost: x\r\nX-A: ${SLASHES}\r\n\r\n`],
  [
    "a thousand headers",
    `GET / HTTP/1.1\r\nHost: x\r\n${"X-A: aaaaaaaaaaaaaaa\r\n".repeat(9999)}\r\n`,
  ],
  ["no HTTP", "\u0000\u0001\u0002\u0003\r\n\r\n"],
  ["two lengths", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"],
  ["an offer without end", upgradeRequest(`${"a,".repeat(100_000)}b`)],
];

test("[HX35] requests beyond any size are refused, and a body without end is not kept", async (t) => {
  await withServer({}, async (server) => {
    const watch = await HostileWatch.begin(server);
    for (const [what, request] of REQUESTS) {
      const socket = await HostileSocket.connect(server.webPort, request);
      await within(socket.ended, DEADLINE_MS, () => `${what}: the socket is open`);
      assert.doesNotMatch(socket.text, /^HTTP\/1\.1 (?:1|2|3|5)/, what);
    }
    const head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n";
    const poster = await HostileSocket.connect(server.webPort, head);
    await poster.reads(/^HTTP\/1\.1 4\d\d /);
    const poured = poster.pour(new Uint8Array(MIB), 64);
    await Promise.race([poured, poster.ended]);
    await poster.reset();
    const grown = watch.grownBytes();
    assert.ok(grown < GROWTH_MAX_BYTES, `the server grew by ${mib(grown)}`);
    await watch.survived(t, "requests beyond any size");
    await server.stop();
  });
});
