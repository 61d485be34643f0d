// Goal: a telnet client plays through TLS, everybody else at that port learns why not and costs
// nothing, on every runtime.

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { test } from "node:test";
import { type ConnectionOptions, type SecureVersion, connect as tlsConnect } from "node:tls";
import { parseBlock } from "@ambon/kernel/ip-address";
import { text } from "@ambon/markup/build";
import { inDirectory, makeCertificate } from "@ambon/testing/adapter/test-certificate";
import { until } from "@ambon/testing/adapter/until";
import { allOf, DoorLog, DoorMetrics, speak } from "../testing/door-rig.ts";
import {
  HOSTNAME,
  NO_TTYPE,
  playerOn,
  type RealGateway,
  realGateway,
  type TelnetPlayer,
} from "../testing/real-gateway.ts";
import { TlsCredentials } from "./tls-credentials.ts";
import type { TlsRules } from "./tls-door.ts";

const COUNT = "gateway_tls_handshakes_total";
const PLAIN_PORT = 4000;
const LINE = `This port speaks TLS: enable it in your client, or use the plain port ${PLAIN_PORT}.\r\n`;
const HEADER = "PROXY TCP4 203.0.113.9 198.51.100.2 56324 4000\r\n";

interface Rig extends RealGateway {
  readonly metrics: DoorMetrics;
  readonly log: DoorLog;
  readonly port: number;
  /** The certificate that clients trust. */
  readonly pem: string;
}

interface Settings {
  readonly rules?: Partial<TlsRules>;
  readonly proxied?: boolean;
  readonly limits?: Parameters<typeof realGateway>[0];
}

const atTlsDoor = (
  title: string,
  run: (rig: Rig) => Promise<void>,
  { rules, proxied = false, limits = {} }: Settings = {},
): unknown =>
  test(title, { timeout: 20_000 }, () =>
    inDirectory(async (directory) => {
      const files = makeCertificate(directory, "game");
      const metrics = new DoorMetrics();
      const log = new DoorLog();
      const tls = { credentials: new TlsCredentials(files), plainPort: PLAIN_PORT, ...rules };
      const loopback = parseBlock("127.0.0.0/8");
      assert.ok(loopback.ok);
      const proxy = proxied ? { trusted: [loopback.value] } : undefined;
      const gateway = await realGateway(limits, { tls, proxy, metrics, log });
      try {
        await run({ ...gateway, metrics, log, port: gateway.telnet.port, pem: files.pem });
      } finally {
        await gateway.close();
      }
    }),
  );

const secured = async (
  { port, pem }: Rig,
  options: ConnectionOptions = {},
): Promise<TelnetPlayer> => {
  const target = options.socket === undefined ? { port, host: HOSTNAME } : {};
  const socket = tlsConnect({ ...target, ca: pem, servername: "localhost", ...options });
  const player = playerOn(socket);
  await once(socket, "secureConnect");
  socket.write(NO_TTYPE);
  return player;
};

const logIn = async (player: TelnetPlayer): Promise<void> => {
  await player.until(/Name: <GA>$/);
  player.line("mira");
  await player.until(/<WILL ECHO>Password: <GA>$/);
  player.line("swordfish");
  await player.until(/You are in a hall\..*hp> <GA>$/s);
};

for (const version of ["TLSv1.2", "TLSv1.3"] satisfies SecureVersion[]) {
  atTlsDoor(`[ED10] a client logs in, plays and quits through ${version}`, async (rig) => {
    const player = await secured(rig, { minVersion: version, maxVersion: version });
    await logIn(player);
    player.line("say hello");
    await player.until(/You say "say hello"\..*hp> <GA>$/s);
    const closed = once(player.socket, "close");
    player.line("quit");
    await player.until(/Farewell\./);
    await closed;
    assert.deepEqual(rig.metrics.starting(COUNT), { [`${COUNT} done`]: 1 });
    assert.deepEqual(rig.engine.of("detach"), []);
  });
}

/** A ClientHello of TLS 1.1 with two old ciphers; libraries do not make one any more. */
const OLD_HELLO = [
  ["16 03 01 00 2f", "01 00 00 2b", "03 02"],
  ["00".repeat(32), "00", "00 04 00 35 00 2f", "01 00"],
];
/** A fatal alert and nothing else: "protocol version", or on Deno "handshake failure". */
const REFUSED = /^1503..0002(0246|0228)$/;

atTlsDoor("[ED10] a client that offers TLS 1.1 at most is refused", async ({ port, metrics }) => {
  const hello = Buffer.from(OLD_HELLO.flat().join("").replaceAll(" ", ""), "hex");
  const socket = await speak(port, hello);
  socket.setEncoding("hex");
  assert.match(await allOf(socket), REFUSED);
  await metrics.reached(`${COUNT} failed`);
  assert.deepEqual(metrics.starting(COUNT), { [`${COUNT} failed`]: 1 });
});

for (const [what, bytes] of [
  ["a name", "mira\r\n"],
  ["telnet options", NO_TTYPE],
  ["a PROXY header where none is wanted", HEADER],
] as const) {
  atTlsDoor(`[ED11] who sends ${what} reads where to go`, async ({ port, metrics, engine }) => {
    assert.equal(await allOf(await speak(port, bytes)), LINE);
    assert.deepEqual(metrics.starting("gateway"), { [`${COUNT} notTls`]: 1 });
    assert.deepEqual(engine.got, []);
  });
}

atTlsDoor(
  "[ED11] who waits for a greeting reads where to go",
  async ({ port, metrics }) => {
    assert.equal(await allOf(await speak(port)), LINE);
    assert.deepEqual(metrics.starting("gateway"), { [`${COUNT} silent`]: 1 });
  },
  { rules: { firstByteMs: 50 } },
);

atTlsDoor("[ED12] garbage in a handshake ends it", async ({ port, metrics, log, engine }) => {
  const garbage = Buffer.from("1603010005010203040506070809", "hex");
  await allOf(await speak(port, garbage));
  await metrics.reached(`${COUNT} failed`);
  assert.deepEqual(metrics.starting("gateway"), { [`${COUNT} failed`]: 1 });
  assert.deepEqual([log.lines, engine.got], [[], []]);
});

atTlsDoor("[ED12] a handshake that breaks off is counted as failed", async ({ port, metrics }) => {
  const begun = Buffer.from("160301", "hex");
  for (const leave of ["end", "resetAndDestroy"] as const) (await speak(port, begun))[leave]();
  await metrics.reached(`${COUNT} failed`, 2);
  assert.deepEqual(metrics.starting("gateway"), { [`${COUNT} failed`]: 2 });
});

atTlsDoor(
  "[ED12] a handshake that does not get on is cut off",
  async ({ port, metrics, engine }) => {
    assert.equal(await allOf(await speak(port, Buffer.from("160301", "hex"))), "");
    await metrics.reached(`${COUNT} timeout`);
    assert.deepEqual(metrics.starting("gateway"), { [`${COUNT} timeout`]: 1 });
    assert.deepEqual(engine.got, []);
  },
  { rules: { handshakeMs: 50 } },
);

test("[ED12] who closes without a byte leaves no trace", { timeout: 20_000 }, () =>
  inDirectory(async (directory) => {
    const metrics = new DoorMetrics();
    const log = new DoorLog();
    const credentials = new TlsCredentials(makeCertificate(directory, "game"));
    const tls = { credentials, plainPort: PLAIN_PORT };
    const gateway = await realGateway({}, { tls, metrics, log });
    (await speak(gateway.telnet.port)).end();
    (await speak(gateway.telnet.port)).resetAndDestroy();
    await gateway.close();
    assert.deepEqual([metrics.starting("gateway"), log.lines, gateway.engine.got], [{}, [], []]);
  }),
);

atTlsDoor(
  "[ED13] handshakes under way count per address, and give their places back",
  async (rig) => {
    const { port, metrics } = rig;
    const slow = await speak(port, HEADER, Buffer.from("160301", "hex"));
    assert.equal(await allOf(await speak(port, HEADER)), "");
    assert.equal(metrics.values.get("gateway_connections_refused_total perAddress"), 1);
    slow.end();
    await metrics.reached(`${COUNT} failed`);
    const player = await secured(rig, { socket: await speak(port, HEADER) });
    await player.until(/Name: <GA>$/);
    const second = await secured(rig, { socket: await speak(port, HEADER) });
    await second.until(/There are already 1 connections from your address/);
    player.socket.destroy();
  },
  { proxied: true, limits: { CONNECTIONS_PER_IP: 1 } },
);

/** A proxy: the header, then what arrives; in as few packets as it comes, or byte by byte. */
const proxyTo = async (port: number, bytewise: boolean): Promise<[number, () => void]> => {
  const server = createServer((from) => {
    const to = connect({ port, host: HOSTNAME, noDelay: true });
    let held = HEADER;
    let sending = Promise.resolve();
    from.on("data", (bytes) => {
      const all = Buffer.concat([Buffer.from(held), bytes]);
      held = "";
      for (const chunk of bytewise ? [...all].map((byte) => new Uint8Array([byte])) : [all]) {
        sending = sending.then(() => new Promise((resolve) => setImmediate(resolve)));
        sending = sending.then(() => void to.write(chunk));
      }
    });
    to.on("data", (bytes) => from.write(bytes));
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      one.on("close", () => other.destroy());
      one.on("error", () => undefined);
    }
  });
  server.listen(0, HOSTNAME);
  await once(server, "listening");
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return [address.port, () => server.close()];
};

for (const what of ["in one packet", "byte by byte"] as const) {
  atTlsDoor(
    `[ED14] the header comes before the handshake, ${what}`,
    async (rig) => {
      const [port, end] = await proxyTo(rig.port, what === "byte by byte");
      const player = await secured({ ...rig, port });
      await logIn(player);
      assert.deepEqual(
        rig.engine.of("attach").map((attach) => attach.caps.address),
        ["203.0.113.9"],
      );
      player.socket.destroy();
      end();
    },
    { proxied: true },
  );
}

atTlsDoor(
  "[ED15] a TLS client that does not read is cut off",
  async (rig) => {
    const socket = await speak(rig.port);
    const player = await secured(rig, { socket });
    await logIn(player);
    socket.pause();
    player.socket.pause();
    const markup = text("All work and no play makes the hall a dull place. ".repeat(1300));
    let sent = 0;
    for (; sent < 1000 && rig.engine.of("detach").length === 0; sent += 1) {
      rig.link.outbound.send("gateway", [{ f: "output", channels: [1], class: "chat", markup }]);
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok(sent * 65_000 > 262_144, `cut off after ${sent} outputs`);
    assert.equal(rig.engine.of("detach")[0]?.reason, "slow");
    assert.equal(rig.metrics.values.get("gateway_slow_readers_total"), 1);
    socket.destroy();
  },
  { limits: { SOCKET_BUFFER_BYTES: 262_144 } },
);

atTlsDoor("[ED15] a TLS client that reads much at once is not taken for slow", async (rig) => {
  const player = await secured(rig);
  await logIn(player);
  const acked = (): number => rig.engine.of("ack").at(-1)?.received ?? 0;
  const markup = text(
    `${"All work and no play makes the hall a dull place. ".repeat(800)}The end.`,
  );
  rig.link.outbound.send("gateway", [{ f: "output", channels: [1], class: "chat", markup }]);
  await player.until(/The end\./);
  const before = acked();
  player.line("say hello");
  await player.until(/You say "say hello"\..*hp> <GA>$/s);
  await until("credit for what was read", () => acked() > before);
  player.socket.destroy();
});
