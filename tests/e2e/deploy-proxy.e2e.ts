/**
 * HAProxy's file as it is deployed, run for real: players at both doors with their own addresses,
 * and where new connections go when gateways are ready, not ready, or gone. Two servers stand in
 * for the gateways; what their admin ports say of readiness is the test's to decide.
 */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createConnection } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { WebSocket } from "ws";
import { type DeployedGateway, DeployedHaProxy, PROXY_HOST } from "../support/deployed-haproxy.ts";
import { haproxyProgram } from "../support/haproxy-process.ts";
import { cleanEnv, ROOT, type TestServer, withServer } from "../support/server.ts";
import { TelnetPlayer } from "../support/telnet-player.ts";

const BEHIND = { AMBON_PROXY_PROTOCOL: "required", AMBON_TRUSTED_CIDRS: "127.0.0.1" } as const;
const MIRA = "127.0.0.7";
const JOEL = "127.0.0.8";
const SOURCES = { [MIRA]: "192.0.2.7", [JOEL]: "192.0.2.8" };

/** Says on /readyz what the test wants. */
class Readiness {
  status = 200;
  port = 0;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((_request, response) => response.writeHead(this.status).end());
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address = this.#server.address();
    this.port = typeof address === "object" ? (address?.port ?? 0) : 0;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

const onTelnet = (proxy: DeployedHaProxy, from: string): Promise<TelnetPlayer> => {
  const address = { host: PROXY_HOST, port: proxy.telnetPort, localAddress: from };
  return TelnetPlayer.on(createConnection(address), "connect");
};

interface Browser {
  readonly ws: WebSocket;
  readonly closed: Promise<unknown>;
}

const onWeb = async (proxy: DeployedHaProxy, from: string): Promise<Browser> => {
  const options = { localAddress: from };
  const ws = new WebSocket(`ws://${PROXY_HOST}:${proxy.webPort}/ws`, ["v1.ambon"], options);
  const closed = once(ws, "close");
  await once(ws, "open");
  return { ws, closed };
};

/** How many sockets of each kind a server has. */
const sockets = async (server: TestServer): Promise<number> => {
  const response = await fetch(`http://127.0.0.1:${server.adminPort}/metrics`);
  const rows = [...(await response.text()).matchAll(/^gateway_sessions\{.*\} (\d+)$/gm)];
  return rows.reduce((sum, [, value]) => sum + Number(value), 0);
};

const asGateway = (server: TestServer, adminPort = server.adminPort): DeployedGateway => ({
  telnetPort: server.telnetPort,
  webPort: server.webPort,
  adminPort,
});

test("[DP7] HAProxy takes the file as it is, with nothing to say but that the names are Docker's", () => {
  const file = join(ROOT, "deploy/haproxy.cfg");
  const options = { encoding: "utf8", env: cleanEnv() } as const;
  const { status, stdout, stderr } = spawnSync(haproxyProgram(), ["-c", "-f", file], options);
  assert.equal(status, 0, `${stdout}${stderr}`);
  const warnings = stderr.split("\n").filter((line) => line.includes("[WARNING]"));
  const others = warnings.filter((line) => !/could not resolve address 'gateway-\d'/.test(line));
  assert.deepEqual(others, []);
});

test("[DP10] players come through both doors and each is known by its own address", async () => {
  const env = { ...BEHIND, AMBON_LIMITS_CONNECTIONS_PER_IP: "1" };
  await withServer({ env }, async (server) => {
    const gateway = asGateway(server);
    const story = async (proxy: DeployedHaProxy): Promise<void> => {
      await proxy.sees("gateway-1", "gateway-2");
      const page = await fetch(`http://${PROXY_HOST}:${proxy.webPort}/`);
      assert.match(await page.text(), /<title>/);
      const mira = await onTelnet(proxy, MIRA);
      await mira.create("Mira");
      await (await onWeb(proxy, MIRA)).closed;
      const joel = await onWeb(proxy, JOEL);
      await mira.ask("look");
      assert.equal(joel.ws.readyState, WebSocket.OPEN);
      const own = `http://${PROXY_HOST}:${proxy.ownPort}`;
      assert.equal((await fetch(`${own}/alive`)).status, 200);
      assert.match(await (await fetch(`${own}/metrics`)).text(), /^haproxy_server_status/m);
      await mira.leave();
      joel.ws.terminate();
    };
    await DeployedHaProxy.with([gateway, gateway], story, SOURCES);
  });
});

test("[DP11] new players go where it is ready, to a gateway that lives when nowhere is, and who plays stays", async () => {
  const ready = [new Readiness(), new Readiness()] as const;
  await Promise.all(ready.map((one) => one.open()));
  try {
    await withServer({ env: BEHIND }, (first) =>
      withServer({ env: BEHIND }, async (second) => {
        const gateways = [
          asGateway(first, ready[0].port),
          asGateway(second, ready[1].port),
        ] as const;
        await DeployedHaProxy.with(gateways, async (proxy) => {
          await proxy.sees("gateway-1", "gateway-2");
          ready[0].status = 503;
          await proxy.sees("gateway-2");
          const players = [await onTelnet(proxy, MIRA), await onTelnet(proxy, JOEL)];
          for (const player of players) await player.expect(/Name: ¶/);
          assert.deepEqual([await sockets(first), await sockets(second)], [0, 2]);
          ready[1].status = 503;
          await proxy.sees();
          const late = await onTelnet(proxy, MIRA);
          await late.expect(/Name: ¶/);
          const browser = await onWeb(proxy, JOEL);
          for (const player of players) await player.do("Nobodi", /Create Nobodi/);
          assert.equal((await sockets(first)) + (await sockets(second)), 4);
          for (const player of [...players, late]) await player.leave();
          browser.ws.terminate();
        });
      }),
    );
  } finally {
    for (const one of ready) one.close();
  }
});
