// Goal: CPU and memory of the server are read as they are written.

import assert from "node:assert/strict";
import { test } from "node:test";
import { cpuSecondsIn, usageIn, usageReader } from "./server-usage.ts";

test("[SW9] CPU seconds are user plus system time, whatever the program is called", () => {
  const numbers = Array.from({ length: 49 }, (_, at) => at + 4).join(" ");
  assert.equal(cpuSecondsIn(`77 (bun) S ${numbers}`), (14 + 15) / 100);
  assert.equal(cpuSecondsIn(`77 (a) b (c d) S ${numbers}`), (14 + 15) / 100);
});

test("[SW9] a metrics page gives the same figures, with labels or without", () => {
  const page = [
    "# TYPE process_cpu_seconds_total counter",
    "process_cpu_seconds_total 12.5",
    'process_resident_memory_bytes{app="x"} 1048576',
  ].join("\n");
  assert.deepEqual(usageIn(page), { cpuSeconds: 12.5, rssBytes: 1_048_576 });
});

test("[SW9] a server that nobody named is not measured", async () => {
  const read = usageReader({ host: "127.0.0.1", pids: [], adminPort: null });
  assert.deepEqual(await read(), []);
});
