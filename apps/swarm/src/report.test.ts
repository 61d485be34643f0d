// Goal: figures of a server of several processes are those of all of them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseOptions } from "./options.ts";
import { type Measured, reportOf } from "./report.ts";
import type { Usage } from "./server-usage.ts";
import { Tally } from "./tally.ts";

const MIB = 1024 * 1024;

/** Of a gateway and an engine. */
const both = (gateway: readonly [number, number], engine: readonly [number, number]): Usage[] =>
  [gateway, engine].map(([cpuSeconds, mib]) => ({ cpuSeconds, rssBytes: mib * MIB }));

test("[SW9] processes of one server are added up, and told one by one", () => {
  const options = parseOptions(["--bots", "4", "--pid", "7,8"]);
  assert.ok(options !== null && typeof options !== "string");
  const tally = new Tally(options.maxLatencyMs);
  tally.startMeasuring();
  for (let answer = 0; answer < 1000; answer += 1) tally.answer("look", 1);
  const measured: Measured = {
    ...{ options, tally, inWorld: 4, loginSecs: 1, startedMs: 0, secs: 10, ownCpuSeconds: 1 },
    before: both([1, 100], [2, 200]),
    settled: both([1, 102], [2, 206]),
    start: both([3, 103], [4, 206]),
    end: both([4, 104], [7, 206]),
  };
  const { server } = reportOf(measured);
  assert.equal(server?.cpuUsPerCommand, 4000);
  assert.deepEqual(server.cpuUsByProcess, [1000, 3000]);
  assert.deepEqual([server.cpuPercent, server.rssMib, server.rssGrowthMib], [40, 310, 1]);
  assert.equal(server.kibPerBot, 2048);
});
