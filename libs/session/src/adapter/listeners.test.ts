// Goal: the gateway on real sockets, with bun, node and deno alike: play, refusals, slow readers.

import assert from "node:assert/strict";
import { on, once } from "node:events";
import { request } from "node:http";
import { test } from "node:test";
import { ListenError } from "@ambon/kernel/adapter/listen";
import { limitsWith } from "@ambon/kernel/limits";
import { silentLog, silentMetrics } from "@ambon/kernel/ports";
import { text } from "@ambon/markup/build";
import { WebSocket } from "ws";
import {
  browserPlayer,
  HOSTNAME,
  type RealGateway,
  realGateway,
  telnetPlayer,
} from "../testing/real-gateway.ts";
import { listenTelnet } from "./telnet-listener.ts";
import { listenWeb } from "./web-listener.ts";

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

onGateway("[SE40] a telnet client logs in, plays and quits", async ({ telnet, engine, host }) => {
  const player = await telnetPlayer(telnet.port);
  await player.until(/Name: <GA>$/);
  player.line("mira");
  await player.until(/<WILL ECHO>Password: <GA>$/);
  player.line("swordfish");
  await player.until(/You are in a hall\..*hp> <GA>$/s);
  player.line("say hello");
  await player.until(/You say "say hello"\..*hp> <GA>$/s);
  const closed = once(player.socket, "close");
  player.line("quit");
  await player.until(/Farewell\./);
  await closed;
  await telnet.close();
  assert.equal(host.openSockets, 0);
  assert.deepEqual(engine.of("detach"), []);
});

onGateway("[SE40] a browser logs in, plays and quits", async ({ web }) => {
  const player = await browserPlayer(web.port);
  assert.equal(player.ws.protocol, "v1.ambon");
  await player.until(/"label":"Name"/);
  player.line("mira");
  await player.until(/"secret":true/);
  player.line("swordfish");
  await player.until(/"t":"prompt"/);
  player.line("say hello");
  await player.until(/say hello/);
  const closed = once(player.ws, "close");
  player.line("quit");
  const bye = await player.until(/"t":"bye"/);
  assert.match(bye, /Farewell\./);
  const [code] = await closed;
  assert.equal(code, 1000);
});

onGateway("[SE40] [SE30] a socket that breaks is told to the engine", async (gateway) => {
  const { engine, telnet, link } = gateway;
  const player = await telnetPlayer(telnet.port);
  await player.until(/Name: <GA>$/);
  player.line("mira\r\nswordfish");
  await player.until(/hp> <GA>$/);
  const detached = new Promise<void>((resolve) => {
    link.inbound.receive((_from, frames) => {
      engine.take(frames);
      if (frames.some(({ f }) => f === "detach")) resolve();
    });
  });
  player.socket.destroy();
  await detached;
  assert.equal(engine.of("detach").length, 1);
});

onGateway("[SE41] a port that is taken is said in a sentence", async ({ telnet, web, host }) => {
  const settings = { limits: limitsWith(), metrics: silentMetrics, log: silentLog };
  const common = { host, hostname: HOSTNAME, ...settings };
  const saysWhy = (port: number, key: string) => (error: unknown) => {
    assert.ok(error instanceof ListenError);
    assert.equal(
      error.message,
      `Port ${port} on 127.0.0.1 is in use by another program. ` +
        `Stop that program, or set ${key} to another port (0 = any free one).`,
    );
    return true;
  };
  await assert.rejects(
    listenTelnet({ ...common, port: telnet.port }),
    saysWhy(telnet.port, "AMBON_TELNET_PORT"),
  );
  const pages = { fetch: () => new Response("") };
  await assert.rejects(
    listenWeb({ ...common, pages, port: web.port }),
    saysWhy(web.port, "AMBON_WEB_PORT"),
  );
});

/** The status and body with which an upgrade is refused. */
const upgrade = async (
  port: number,
  path: string,
  headers: Record<string, string>,
): Promise<string> => {
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
  const [response] = await once(asked, "response");
  let body = "";
  for await (const piece of response) body += String(piece);
  return `${response.statusCode} ${body.trim()}`;
};

onGateway("[SE42] wrong upgrades are refused with what to do", async ({ web }) => {
  const right = { "sec-websocket-protocol": "chat, v1.ambon" };
  assert.equal(await upgrade(web.port, "/other", right), "404 The WebSocket is at /ws.");
  assert.equal(
    await upgrade(web.port, "/ws", { ...right, origin: "http://evil.example" }),
    "403 This page may not open a connection to the game.",
  );
  assert.equal(
    await upgrade(web.port, "/ws", { "sec-websocket-protocol": "chat" }),
    "400 Offer one of these WebSocket subprotocols: v1.ambon, json.mudstandards.org, " +
      "gmcp.mudstandards.org, telnet.mudstandards.org, binary, telnet, " +
      "terminal.mudstandards.org, ascii",
  );
});

onGateway(
  "[SE43] a frame beyond the limit closes with 1009",
  async ({ web }) => {
    const player = await browserPlayer(web.port);
    await player.until(/"label":"Name"/);
    const closed = once(player.ws, "close");
    player.line("x".repeat(5000));
    const [code] = await closed;
    assert.equal(code, 1009);
  },
  { WS_FRAME_BYTES: 4096 },
);

/** Text for everybody until `stop`, a piece per turn of the event loop. */
const flood = async (gateway: RealGateway, until: () => boolean): Promise<number> => {
  const markup = text("All work and no play makes the hall a dull place. ".repeat(1300));
  const { host, link } = gateway;
  let sent = 0;
  // Kernel buffers take some megabytes first; 64 MB is beyond every one of them.
  while (!until() && sent < 1000) {
    link.outbound.send("gateway", [{ f: "output", channels: [1], class: "chat", markup }]);
    sent += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(host.openSockets <= 1);
  return sent;
};

onGateway(
  "[SE44] a telnet client that does not read is cut off",
  async (gateway) => {
    const { telnet, engine, metrics } = gateway;
    const player = await telnetPlayer(telnet.port);
    await player.until(/Name: <GA>$/);
    player.line("mira\r\nswordfish");
    await player.until(/hp> <GA>$/);
    player.socket.pause();
    const sent = await flood(gateway, () => engine.of("detach").length > 0);
    assert.ok(sent > 1);
    assert.equal(engine.of("detach")[0]?.reason, "slow");
    assert.equal(metrics.values.get("gateway_slow_readers_total"), 1);
    player.socket.destroy();
  },
  { SOCKET_BUFFER_BYTES: 65_536 },
);

onGateway(
  "[SE44] a browser that does not read is cut off",
  async (gateway) => {
    const { web, engine, metrics } = gateway;
    // Compressed, the flood would fit into the kernel's buffers.
    const options = { perMessageDeflate: false };
    const ws = new WebSocket(`ws://${HOSTNAME}:${web.port}/ws`, ["v1.ambon"], options);
    await once(ws, "open");
    ws.send('{"t":"hello","v":1}');
    for (const text of ["mira", "swordfish"]) ws.send(JSON.stringify({ t: "line", text }));
    for await (const [frame] of on(ws, "message")) {
      if (String(frame).includes('"t":"prompt"')) break;
    }
    ws.pause();
    await flood(gateway, () => engine.of("detach").length > 0);
    assert.equal(engine.of("detach")[0]?.reason, "slow");
    assert.equal(metrics.values.get("gateway_slow_readers_total"), 1);
    ws.terminate();
  },
  { SOCKET_BUFFER_BYTES: 65_536 },
);

onGateway("[SE45] pages are served with their types, others are 404", async ({ web }) => {
  const page = await fetch(`http://${HOSTNAME}:${web.port}/`);
  assert.equal(page.status, 200);
  assert.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
  assert.equal(page.headers.get("x-content-type-options"), "nosniff");
  assert.equal(await page.text(), "<title>Testland</title>");
  const none = await fetch(`http://${HOSTNAME}:${web.port}/none.js`);
  assert.deepEqual([none.status, await none.text()], [404, "There is no such page."]);
});
