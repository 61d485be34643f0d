// Goal: behind a proxy every connection is its client's, health checks are nobody's, and whatever
// else comes is closed and counted. Golden headers are in libs/telnet/proxy-header.test.ts.

import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { type IpBlock, parseBlock } from "@ambon/kernel/ip-address";
import { wire } from "@ambon/telnet/testing/wire";
import { allOf, DoorLog, DoorMetrics, speak } from "../testing/door-rig.ts";
import {
  NO_TTYPE,
  playerOn,
  type RealGateway,
  type RealGatewayOptions,
  realGateway,
  telnetPlayer,
} from "../testing/real-gateway.ts";

const SIGNATURE = "0D 0A 0D 0A 00 0D 0A 51 55 49 54 0A";
const V1 = "PROXY TCP4 203.0.113.9 198.51.100.2 56324 4000\r\n";
const V1_SIX = "PROXY TCP6 2001:db8::9 2001:db8::1 56324 4000\r\n";
const V2 = wire(`${SIGNATURE} 21 11 00 0C CB 00 71 09 C6 33 64 02 DC 04 0F A0`);
const V2_TLV = wire(`${SIGNATURE} 21 11 00 0F CB 00 71 09 C6 33 64 02 DC 04 0F A0 EE 00 00`);
const V2_LOCAL = wire(`${SIGNATURE} 20 00 00 00`);
const COUNT = "gateway_proxy_headers_total";

const block = (text: string): IpBlock => {
  const parsed = parseBlock(text);
  assert.ok(parsed.ok);
  return parsed.value;
};
const LOOPBACK = { trusted: [block("10.0.0.0/8"), block("127.0.0.0/8")] };

interface Rig extends RealGateway {
  readonly metrics: DoorMetrics;
  readonly log: DoorLog;
  readonly port: number;
}

const atProxyDoor = (
  title: string,
  run: (rig: Rig) => Promise<void>,
  options: RealGatewayOptions = { proxy: LOOPBACK },
  limits: Parameters<typeof realGateway>[0] = {},
): unknown =>
  test(title, { timeout: 20_000 }, async () => {
    const metrics = new DoorMetrics();
    const log = new DoorLog();
    const gateway = await realGateway(limits, { ...options, metrics, log });
    try {
      await run({ ...gateway, metrics, log, port: gateway.telnet.port });
    } finally {
      await gateway.close();
    }
  });

/** The addresses that the engine has heard of. */
const addresses = (rig: RealGateway): string[] => [
  ...new Set(rig.engine.of("account").map(({ address }) => address)),
];

const bytewise = (bytes: Uint8Array | string): Uint8Array[] =>
  [...Buffer.from(bytes)].map((byte) => new Uint8Array([byte]));

for (const [what, header, address] of [
  ["version 1", V1, "203.0.113.9"],
  ["version 1 on IPv6", V1_SIX, "2001:db8::9"],
  ["version 2", V2, "203.0.113.9"],
  ["version 2 with TLVs", V2_TLV, "203.0.113.9"],
] as const) {
  atProxyDoor(`[ED1] ${what}: the session is the client's, whole or byte by byte`, async (rig) => {
    for (const chunks of [[header], bytewise(header)]) {
      const player = playerOn(await speak(rig.port, ...chunks));
      player.socket.write(NO_TTYPE);
      await player.until(/Name: <GA>$/);
      player.line("mira");
      await player.until(/Password: <GA>$/);
      player.line("swordfish");
      await player.until(/hp> <GA>$/);
      player.socket.destroy();
    }
    assert.deepEqual(addresses(rig), [address]);
    assert.deepEqual(rig.metrics.starting(COUNT), { [`${COUNT} client`]: 2 });
    assert.deepEqual(
      rig.engine.of("attach").map((attach) => attach.caps.address),
      [address, address],
    );
  });
}

atProxyDoor("[ED1] bytes that come with the header are the client's first", async (rig) => {
  const together = Buffer.concat([Buffer.from(V1), NO_TTYPE, Buffer.from("mira\r\n")]);
  const player = playerOn(await speak(rig.port, together));
  await player.until(/Password: <GA>$/);
  player.socket.destroy();
});

atProxyDoor(
  "[ED1] the limit per address counts clients, never their proxy",
  async ({ port, metrics }) => {
    const from = (host: string): string => V1.replace("203.0.113.9", host);
    const first = playerOn(await speak(port, from("203.0.113.1"), NO_TTYPE));
    await first.until(/Name: <GA>$/);
    const again = await allOf(await speak(port, from("203.0.113.1")));
    assert.match(again, /There are already 1 connections from your address/);
    const second = playerOn(await speak(port, from("203.0.113.2"), NO_TTYPE));
    await second.until(/Name: <GA>$/);
    assert.equal(metrics.values.get("gateway_connections_refused_total perAddress"), 1);
    for (const player of [first, second]) player.socket.destroy();
  },
  { proxy: LOOPBACK },
  { CONNECTIONS_PER_IP: 1 },
);

atProxyDoor(
  "[ED2] from outside the trusted networks nothing is read",
  async ({ port, metrics, log, engine }) => {
    assert.equal(await allOf(await speak(port, V1)), "");
    assert.deepEqual(metrics.starting("gateway"), { [`${COUNT} untrusted`]: 1 });
    assert.deepEqual(log.lines, ["debug proxy_refused 127.0.0.1 untrusted"]);
    assert.deepEqual(engine.got, []);
  },
  { proxy: { trusted: [block("10.0.0.0/8"), block("fd00::/8"), block("127.0.0.2")] } },
);

for (const [outcome, bytes] of [
  ["noHeader", "mira\r\n"],
  ["noHeader", wire("16 03 01 02 00 01")],
  ["noHeader", NO_TTYPE],
  ["malformed", "PROXY TCP4 203.0.113.9 nowhere 1 2\r\n"],
  ["tooLong", `PROXY UNKNOWN ${"x".repeat(100)}\r\n`],
  ["tooLong", wire(`${SIGNATURE} 21 11 FF FF`)],
  ["unsupported", wire(`${SIGNATURE} 31 11 00 00`)],
  [
    "checksum",
    wire(`${SIGNATURE} 21 11 00 13 CB 00 71 09 C6 33 64 02 DC 04 0F A0 03 00 04 00 00 00 00`),
  ],
] as const) {
  atProxyDoor(`[ED3] ${outcome}: closed without an answer (${bytes.length} bytes)`, async (rig) => {
    assert.equal(await allOf(await speak(rig.port, bytes)), "");
    assert.deepEqual(rig.metrics.starting("gateway"), { [`${COUNT} ${outcome}`]: 1 });
    assert.deepEqual(rig.log.lines, [`debug proxy_refused 127.0.0.1 ${outcome}`]);
    assert.deepEqual(rig.engine.got, []);
  });
}

atProxyDoor("[ED3] a header that is cut off is counted", async ({ port, metrics, engine }) => {
  const socket = await speak(port, V1.slice(0, 20));
  socket.end();
  await metrics.reached(`${COUNT} cut`);
  assert.deepEqual(metrics.starting("gateway"), { [`${COUNT} cut`]: 1 });
  assert.deepEqual(engine.got, []);
});

atProxyDoor(
  "[ED3] a header that is not whole in its time is cut off",
  async ({ port, metrics, engine }) => {
    assert.equal(await allOf(await speak(port, ...bytewise(V2).slice(0, 15))), "");
    assert.deepEqual(metrics.starting("gateway"), { [`${COUNT} timeout`]: 1 });
    assert.deepEqual(engine.got, []);
  },
  { proxy: { ...LOOPBACK, headerMs: 100 } },
);

for (const [what, header] of [
  ["LOCAL", V2_LOCAL],
  ["UNKNOWN", "PROXY UNKNOWN\r\n"],
  ["the proxy's own address", "PROXY TCP4 127.0.0.1 127.0.0.1 34606 4000\r\n"],
] as const) {
  atProxyDoor(`[ED4] ${what} goes on with the socket's address`, async (rig) => {
    const player = playerOn(await speak(rig.port, header, NO_TTYPE));
    await player.until(/Name: <GA>$/);
    player.line("mira");
    await player.until(/Password: <GA>$/);
    assert.deepEqual(addresses(rig), ["127.0.0.1"]);
    assert.deepEqual(rig.metrics.starting(COUNT), { [`${COUNT} local`]: 1 });
    player.socket.destroy();
  });

  atProxyDoor(`[ED4] ${what} that says nothing and stays is a player too`, async (rig) => {
    const player = playerOn(await speak(rig.port, header));
    await player.until(/Name: /);
    player.socket.destroy();
  });

  atProxyDoor(`[ED4] ${what} that leaves at once is a health check`, async (rig) => {
    const { port, metrics, log, engine } = rig;
    for (const leave of ["end", "resetAndDestroy"] as const) (await speak(port, header))[leave]();
    await metrics.reached(`${COUNT} local`, 2);
    assert.deepEqual(metrics.starting("gateway"), { [`${COUNT} local`]: 2 });
    assert.deepEqual([log.lines, engine.got], [[], []]);
  });
}

for (const [what, headerMs] of [
  ["closes", 20_000],
  ["stays silent", 50],
] as const) {
  const options = { proxy: { ...LOOPBACK, headerMs } };
  test(`[ED5] who ${what} without a byte leaves no trace`, { timeout: 20_000 }, async () => {
    const metrics = new DoorMetrics();
    const log = new DoorLog();
    const gateway = await realGateway({}, { ...options, metrics, log });
    const sockets = [await speak(gateway.telnet.port), await speak(gateway.telnet.port)];
    if (what === "closes") {
      sockets[0]?.end();
      sockets[1]?.resetAndDestroy();
    } else await Promise.all(sockets.map((socket) => once(socket.resume(), "close")));
    // Closing tells every end to everybody who listens.
    await gateway.close();
    assert.deepEqual([metrics.starting("gateway"), log.lines, gateway.engine.got], [{}, [], []]);
  });
}

atProxyDoor(
  "[ED6] a port without proxies takes a header for an odd name",
  async (rig) => {
    const player = await telnetPlayer(rig.port);
    await player.until(/Name: <GA>$/);
    player.socket.write(V1);
    await player.until(/A name has letters only\..*Name: <GA>$/s);
    assert.deepEqual(addresses(rig), ["127.0.0.1"]);
    assert.deepEqual(rig.metrics.starting(COUNT), {});
    player.socket.destroy();
  },
  {},
);

atProxyDoor(
  "[ED7] who stands at the doors takes no more than their places",
  async ({ port, metrics }) => {
    const standing = [await speak(port, "P"), await speak(port, "P")];
    assert.equal(await allOf(await speak(port, V1)), "");
    assert.equal(metrics.values.get("gateway_connections_refused_total full"), 1);
    for (const socket of standing) socket.end();
    await metrics.reached(`${COUNT} cut`, 2);
    const player = playerOn(await speak(port, V1, NO_TTYPE));
    await player.until(/Name: <GA>$/);
    player.socket.destroy();
  },
  { proxy: LOOPBACK, doorSockets: 1 },
  { CONNECTIONS: 1 },
);
