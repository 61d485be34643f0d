/**
 * Many players at once: bots over both doors log in, walk, talk and fight, and every one of them
 * gets its own answer to every command. How fast is measured by the bench, not judged here: the
 * deadline is only what no player would sit through.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "@ambon/app-swarm/run";
import { withServer } from "../support/server.ts";

const SOAK = process.env.AMBON_SOAK === "1";
const BOTS = SOAK ? 200 : 40;
const SECS = SOAK ? 60 : 10;
/** The promise for 200 bots on a quiet machine, and a generous one for a busy test run. */
const DEADLINE_MS = SOAK ? 2000 : 10_000;

for (const transport of ["telnet", "ws"] as const) {
  test(`[EE50] ${BOTS} bots over ${transport}: every command gets its answer`, async () => {
    await withServer({}, async (server) => {
      const said: string[] = [];
      const io = { out: (line: string) => said.push(line), err: () => undefined };
      const args = [
        `--bots ${BOTS} --secs ${SECS} --think 500 --warmup 1 --transport ${transport}`,
        "--mix look=30,say=20,move=30,who=5,fight=15",
        `--telnet-port ${server.telnetPort} --url ws://127.0.0.1:${server.webPort}/ws`,
        `--max-latency ${DEADLINE_MS}`,
      ];
      const code = await run(args.join(" ").split(" "), io);
      const report = said.join("\n");
      assert.equal(code, 0, report);
      assert.match(report, new RegExp(`${BOTS} of ${BOTS} bots in the world`), report);
      assert.match(report, /timeouts 0, late 0, errors 0/, report);
    });
  });
}
