/**
 * A gateway in another region: between it and its engine lies a way of 80 ms, there and back. What
 * players wait for is that way and little more, and nothing is lost or doubled on it, also when it
 * is cut.
 */

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { DelayProxy } from "@ambon/testing/adapter/delay-proxy";
import { type EngineAt, withCluster } from "../support/cluster.ts";
import { TallyCompany } from "../support/tally-company.ts";
import { NOTHING } from "../support/tally-ledger.ts";

const ROUND_TRIP_MS = 80;
const OVERHEAD_MS = 10;
const PLAYERS = 10;
const LINE_EVERY_MS = 250;
const PLAY_MS = 6000;
const WITHIN_MS = 30_000;
const CONTENT = { AMBON_CONTENT_DIR: "tests/fixtures/tally-world" };

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Measures the same way at the same time: what a busy machine adds is no player's. */
class Echo {
  readonly waitsMs: number[] = [];
  readonly #server: Server;
  readonly #proxy: DelayProxy;
  #isOver = false;

  private constructor(server: Server, proxy: DelayProxy) {
    this.#server = server;
    this.#proxy = proxy;
  }

  static async start(): Promise<Echo> {
    const server = createServer({ noDelay: true }, (socket) => void socket.pipe(socket));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" ? (address?.port ?? 0) : 0;
    return new Echo(server, await DelayProxy.start(port, ROUND_TRIP_MS / 2));
  }

  async run(): Promise<void> {
    const socket = connect({ host: "127.0.0.1", port: this.#proxy.port, noDelay: true });
    await once(socket, "connect");
    while (!this.#isOver) {
      const sentMs = performance.now();
      socket.write("x");
      await once(socket, "data");
      this.waitsMs.push(performance.now() - sentMs);
    }
    socket.destroy();
  }

  async stop(running: Promise<void>): Promise<void> {
    this.#isOver = true;
    await running;
    await this.#proxy.close();
    this.#server.close();
  }
}

test("[CH17] 80 ms from its engine a gateway answers within the way and 10 ms, and loses nothing when it is cut", async () => {
  const ways: DelayProxy[] = [];
  const enginesAt = async (own: readonly EngineAt[]): Promise<EngineAt[]> => {
    for (const { port } of own) ways.push(await DelayProxy.start(port, ROUND_TRIP_MS / 2));
    return own.map(({ id }, index) => ({ id, port: ways[index]?.port ?? 0 }));
  };
  await withCluster({ env: CONTENT, enginesAt }, async (cluster) => {
    const { telnetPort, webPort } = cluster.get("gateway-1");
    const doors = { telnet: [telnetPort], web: [webPort] };
    const company = new TallyCompany(PLAYERS, doors, LINE_EVERY_MS);
    const echo = await Echo.start();
    try {
      await company.arrive(WITHIN_MS);
      company.play();
      await company.settle(WITHIN_MS);
      for (const { waitsMs } of company.players) waitsMs.length = 0;
      const echoing = echo.run();
      await pause(PLAY_MS);
      await echo.stop(echoing);
      const waitsMs = company.players.flatMap((player) => player.waitsMs);
      const [answer, way] = [median(waitsMs), median(echo.waitsMs)];
      const answers = `median of ${waitsMs.length} answers ${answer.toFixed(1)} ms`;
      const figures = `${answers}, of the way alone ${way.toFixed(1)} ms`;
      console.log(figures);
      for (const cut of ways) cut.cut();
      await company.settle(WITHIN_MS);
      await company.finish(WITHIN_MS);
      for (const player of company.players) {
        const { name, hearing, closes } = player;
        assert.deepEqual([name, player.take(), hearing.gaps, closes], [name, NOTHING, [], []]);
      }
      assert.ok(answer <= way + OVERHEAD_MS, figures);
    } finally {
      company.leave();
    }
    await cluster.end();
  });
  for (const way of ways) await way.close();
});
