/**
 * Whether a session waits for others of its gateway and its link: one player far away from a noisy
 * room looks around again and again, while the room is quiet, while it talks, and while one of its
 * listeners reads nothing. All of them have the same gateway, engine and stream.
 */

import { setTimeout as pause } from "node:timers/promises";
import { TelnetPlayer } from "../tests/support/telnet-player.ts";
import { metricsOf, sampleIn } from "./metrics-page.ts";
import type { BenchOptions } from "./options.ts";
import { type Outcome, type RunRecord, warnings } from "./scenario.ts";
import { type ServerKind, startServer } from "./servers.ts";
import { runSwarm } from "./swarm-process.ts";
import { figure, median } from "./table.ts";

const KINDS: readonly ServerKind[] = ["game", "split"];
const STEPS_AWAY = 5;
const LOOK_EVERY_MS = 50;
/** Long enough that what is not read passes what the kernel swallows. */
const NOISE_SECS = 25;
/** From its first command until everybody of the room is in. */
const GATHER_MS = 500;
const ROOM = 20;
const NOISE = [
  ...["--bots", String(ROOM), "--speakers", "10", "--spread", "1", "--mix", "say=1"],
  ...["--think", "20", "--say-chars", "450", "--warmup", "3", "--secs", String(NOISE_SECS)],
];

const CASES = { quiet: null, "a noisy room": 0, "and one who reads nothing": 1 } as const;

interface Seen {
  readonly latencies: readonly number[];
  readonly report: RunRecord["report"] | null;
}

/** Looks around until the noise ends, or as long as it would take. */
const watch = async (kind: ServerKind, sleepers: number | null): Promise<Seen> => {
  const server = await startServer(kind);
  try {
    const witness = await TelnetPlayer.connect(server.telnetPort);
    await witness.create("Witness");
    for (let step = 0; step < STEPS_AWAY; step += 1) await witness.do("east", /Exits[^¶]*¶/);
    let noisy = true;
    const noise =
      sleepers === null
        ? pause(NOISE_SECS * 1000).then(() => null)
        : runSwarm(server, [...NOISE, "--sleepers", String(sleepers)]);
    const over = noise.finally(() => {
      noisy = false;
    });
    const wanted = sleepers === null ? 1 : ROOM + 1;
    while (noisy && sampleIn(await metricsOf(server), "engine_players") < wanted) {
      await pause(GATHER_MS);
    }
    const latencies: number[] = [];
    while (noisy) {
      const startMs = performance.now();
      await witness.do("look", /Exits[^¶]*¶/);
      latencies.push(performance.now() - startMs);
      await pause(LOOK_EVERY_MS);
    }
    return { latencies, report: await over };
  } finally {
    await server.stop();
  }
};

const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
};

/** The latencies of the one who is far away. */
export const isolation = async (options: BenchOptions): Promise<Outcome> => {
  const rows: string[][] = [["elsewhere", "server", "looks", "p50 ms", "p99 ms", "max ms"]];
  const runs: RunRecord[] = [];
  for (const [what, sleepers] of Object.entries(CASES)) {
    for (const kind of KINDS) {
      const seen: Seen[] = [];
      for (let run = 1; run <= options.runs; run += 1) {
        const one = await watch(kind, sleepers);
        seen.push(one);
        console.error(`  run ${run} ${kind}, ${what}: ${one.latencies.length} looks`);
        if (one.report !== null) runs.push({ server: kind, run, report: one.report });
      }
      const at = (share: number): string =>
        figure(median(seen.map(({ latencies }) => percentile(latencies, share))), 2);
      const looks = median(seen.map(({ latencies }) => latencies.length));
      rows.push([what, kind, String(looks), at(0.5), at(0.99), at(1)]);
    }
  }
  const title = "Isolation: one player far from a room of 20 in which 10 talk without end";
  return { title, rows, notes: warnings(runs), runs };
};
