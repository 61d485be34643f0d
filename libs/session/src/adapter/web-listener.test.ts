// Goal: the public subprotocols on real sockets, on every runtime: choice, bounds, compression.

import assert from "node:assert/strict";
import { once } from "node:events";
import { type IncomingHttpHeaders, request } from "node:http";
import process from "node:process";
import type { Duplex } from "node:stream";
import { test } from "node:test";
import { parseBlock } from "@ambon/kernel/ip-address";
import { text } from "@ambon/markup/build";
import { WebSocket } from "ws";
import { HOSTNAME, type RealGateway, realGateway } from "../testing/real-gateway.ts";
import { Visitor } from "../testing/ws-visitor.ts";

const onGateway = (
  title: string,
  run: (gateway: RealGateway) => Promise<void>,
  limits: Parameters<typeof realGateway>[0] = {},
): unknown =>
  test(title, { timeout: 20_000 }, async () => {
    const gateway = await realGateway(limits);
    try {
      await run(gateway);
    } finally {
      await gateway.close();
    }
  });

const NO_TTYPE = Uint8Array.from([255, 252, 24]);
const TEXT_OPCODE = 1;
const BINARY_OPCODE = 2;

onGateway("[WS1] [WS15] names are echoed as offered and counted by dialect", async (gateway) => {
  const { web, metrics, host } = gateway;
  for (const [offered, echoed, dialect] of [
    [["chat", "binary"], "binary", "telnet"],
    [["ascii", "gmcp.mudstandards.org"], "gmcp.mudstandards.org", "gmcp"],
    [["gmcp.mudstandards.org", "json.mudstandards.org"], "json.mudstandards.org", "json"],
    [["ascii", "terminal.mudstandards.org"], "terminal.mudstandards.org", "terminal"],
    [["ascii"], "ascii", "ascii"],
    [["ascii", "v1.ambon"], "v1.ambon", "ambon"],
    [[], "", "bare"],
  ] as const) {
    const visitor = await Visitor.arrive(web.port, "/ws", offered);
    assert.equal(visitor.ws.protocol, echoed);
    assert.equal(metrics.values.get(`gateway_websocket_dialect_total ${dialect}`), 1);
    visitor.ws.terminate();
  }
  assert.ok(host.openSockets <= 7);
});

onGateway(
  "[WS3] [WS5] a bare socket speaks telnet in BINARY frames, without MCCP",
  async (gateway) => {
    const { web } = gateway;
    const visitor = await Visitor.arrive(web.port, "/ws", []);
    visitor.ws.send(NO_TTYPE);
    await visitor.enter("\r\n");
    const stream = Buffer.concat(visitor.frames.map(({ bytes }) => bytes)).toString("latin1");
    assert.ok(stream.startsWith("\xff\xfd\x18"));
    assert.ok(stream.includes("\xff\xfb\x01Password: \xff\xf9"));
    assert.doesNotMatch(stream, /\xff\xfb[VW]/);
    assert.ok(visitor.frames.every(({ binary }) => binary));
    visitor.ws.send("quit");
    assert.deepEqual((await visitor.closed)[0], 1000);
  },
);

onGateway("[WS4] a path forces its dialect", async ({ web }) => {
  const plain = await Visitor.arrive(web.port, "/ws/ascii", []);
  assert.equal(plain.ws.protocol, "");
  await plain.enter();
  assert.ok(plain.frames.every(({ binary }) => !binary));
  const other = await Visitor.arrive(web.port, "/ws/terminal", ["terminal.mudstandards.org"]);
  await other.enter();
  assert.ok(other.frames.every(({ binary }) => binary));
  for (const { ws } of [plain, other]) ws.terminate();
});

onGateway(
  "[WS11] what a dialect refuses closes with its code, and the session ends",
  async (gateway) => {
    const { web, host } = gateway;
    const guest = async (offered: string): Promise<Visitor> => {
      const visitor = await Visitor.arrive(web.port, "/ws", [offered]);
      await visitor.until(/Name: $/);
      return visitor;
    };
    const json = await guest("json.mudstandards.org");
    json.ws.send("look");
    json.ws.send(Buffer.from("mira"));
    const [code, reason] = await json.closed;
    assert.equal(code, 1003);
    assert.match(reason, /^A text frame is a JSON object/);
    const terminal = await guest("terminal.mudstandards.org");
    terminal.ws.send(Uint8Array.from([0xff, 0xfd, 201]));
    assert.deepEqual(await terminal.closed, [1007, "Text is UTF-8 here."]);
    await web.close();
    assert.equal(host.openSockets, 0);
  },
);

interface RawSocket {
  readonly socket: Duplex;
  readonly headers: IncomingHttpHeaders;
}

/** A WebSocket without a client library, which sends only what is right. */
const rawUpgrade = async (
  port: number,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawSocket> => {
  const asked = request({
    host: HOSTNAME,
    port,
    path,
    headers: {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
      ...headers,
    },
  });
  asked.end();
  const [response, socket, head] = await once(asked, "upgrade");
  // What came in one packet with the answer.
  if (head.length > 0) socket.unshift(head);
  return { socket, headers: response.headers };
};

/** A short frame with a mask of zeros. */
const rawFrame = (opcode: number, payload: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload]);

/** What arrives, until it matches. */
const rawUntil = async (
  socket: Duplex,
  pattern: { test(all: string): boolean },
): Promise<string> => {
  let all = "";
  for await (const bytes of socket.iterator({ destroyOnReturn: false })) {
    all += (bytes as Buffer).toString("latin1");
    if (pattern.test(all)) return all;
  }
  throw new Error(`ended before what was waited for: ${all}`);
};

onGateway("[WS11] TEXT frames that are no UTF-8 close with 1007", async ({ web }) => {
  for (const name of ["ascii", "gmcp", "json", "telnet"]) {
    const { socket } = await rawUpgrade(web.port, `/ws/${name}`);
    socket.write(rawFrame(TEXT_OPCODE, Uint8Array.from([0xff, 0xfe])));
    // A close frame of the server: its opcode, its length, and 1007.
    const close = "\x88\x02\x03\xef";
    await rawUntil(socket, { test: (all) => all.endsWith(close) });
    socket.destroy();
  }
});

onGateway(
  "[WS18] frames over the limit close with 1009 in every dialect, also when they are compressed",
  async ({ web }) => {
    for (const offered of ["v1.ambon", "json.mudstandards.org", "telnet", "ascii"]) {
      for (const perMessageDeflate of [true, false]) {
        const visitor = await Visitor.arrive(web.port, "/ws", [offered], { perMessageDeflate });
        visitor.ws.send(Buffer.alloc(100_000, "y"));
        assert.equal((await visitor.closed)[0], 1009, `${offered} ${perMessageDeflate}`);
      }
    }
  },
  { WS_FRAME_BYTES: 4096 },
);

/** Text for the first socket, a piece per turn of the event loop, until its session is gone. */
const flood = async ({ engine, link }: RealGateway): Promise<number> => {
  const markup = text("All work and no play makes the hall a dull place. ".repeat(300));
  let sent = 0;
  // Kernel buffers take some megabytes first; 60 MB is beyond every one of them.
  while (engine.of("detach").length === 0 && sent < 4000) {
    link.outbound.send("gateway", [{ f: "output", channels: [1], class: "chat", markup }]);
    sent += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return sent;
};

onGateway(
  "[WS18] who does not read is cut off in a dialect too",
  async (gateway) => {
    const { web, engine, metrics } = gateway;
    const offered = ["terminal.mudstandards.org"];
    const options = { perMessageDeflate: false };
    const visitor = await Visitor.arrive(web.port, "/ws", offered, options);
    await visitor.enter();
    visitor.ws.pause();
    assert.ok((await flood(gateway)) > 1);
    assert.equal(engine.of("detach")[0]?.reason, "slow");
    assert.equal(metrics.values.get("gateway_slow_readers_total"), 1);
    visitor.ws.terminate();
  },
  { SOCKET_BUFFER_BYTES: 65_536 },
);

/** The extensions that an upgrade with this offer is answered with. */
const agreed = async (port: number, offer: string): Promise<string | undefined> => {
  const { socket, headers } = await rawUpgrade(port, "/ws", { "sec-websocket-extensions": offer });
  socket.destroy();
  return headers["sec-websocket-extensions"];
};

onGateway(
  "[WS14] compression is agreed to without memory, and but for Bun with small windows, or not at all",
  async (gateway) => {
    const { web } = gateway;
    const full = await agreed(web.port, "permessage-deflate; client_max_window_bits");
    const windows = ["client_max_window_bits=10", "server_max_window_bits=10"];
    const memory = ["client_no_context_takeover", "server_no_context_takeover"];
    const isBun = process.versions.bun !== undefined;
    const wanted = ["permessage-deflate", ...memory, ...(isBun ? [] : windows)];
    assert.deepEqual(full?.split("; ").toSorted(), wanted.toSorted());
    assert.equal(await agreed(web.port, "permessage-deflate"), undefined);
    assert.equal(await agreed(web.port, "permessage-deflate; server_max_window_bits=8"), undefined);
  },
);

onGateway("[WS14] long frames travel compressed, short ones as they are", async (gateway) => {
  const { web, link } = gateway;
  const { socket } = await rawUpgrade(web.port, "/ws/terminal", {
    "sec-websocket-extensions": "permessage-deflate; client_max_window_bits",
  });
  for (const [asked, word] of [
    [/Name: $/, "mira"],
    [/Password: $/, "swordfish"],
  ] as const) {
    await rawUntil(socket, asked);
    socket.write(rawFrame(BINARY_OPCODE, Buffer.from(word)));
  }
  await rawUntil(socket, /hp> $/);
  const tell = (words: string): void => {
    link.outbound.send("gateway", [
      { f: "output", channels: [1], class: "chat", markup: text(words) },
    ]);
  };
  tell("The same again and again. ".repeat(100));
  // What comes within one turn of the event loop is one frame.
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  tell("A short word.");
  const wire = await rawUntil(socket, /A short word\.[\s\S]*hp> $/);
  assert.ok(wire.length < 400, `2600 bytes took ${wire.length}`);
  socket.destroy();
});

test("[ED23] browsers behind a trusted proxy count each by itself", async () => {
  const loopback = parseBlock("127.0.0.0/8");
  assert.ok(loopback.ok);
  const forwarded = { trusted: [loopback.value], header: "x-forwarded-for" };
  const gateway = await realGateway({ CONNECTIONS_PER_IP: 1 }, { forwarded });
  try {
    const come = (from: string): Promise<Visitor> =>
      Visitor.arrive(gateway.web.port, "/ws", ["v1.ambon"], {
        headers: { "X-Forwarded-For": from },
      });
    const first = await come("198.51.100.9, 192.0.2.7");
    const other = await come("192.0.2.8");
    const second = await come("192.0.2.7");
    await second.closed;
    assert.equal(gateway.metrics.values.get("gateway_connections_refused_total perAddress"), 1);
    assert.deepEqual([first.ws.readyState, other.ws.readyState], [WebSocket.OPEN, WebSocket.OPEN]);
  } finally {
    await gateway.close();
  }
});

test("[HX34] a browser that answers no ping is gone, one that answers stays", async () => {
  const gateway = await realGateway({}, { pingMs: 400 });
  try {
    const { socket: deaf } = await rawUpgrade(gateway.web.port, "/ws/terminal", {});
    const gone = once(deaf, "close");
    const awake = await Visitor.arrive(gateway.web.port, "/ws/terminal", []);
    deaf.resume();
    await gone;
    await awake.enter();
    assert.equal(awake.ws.readyState, WebSocket.OPEN);
  } finally {
    await gateway.close();
  }
});
