/** One room full of listeners, memory per player, and a client that stops reading. */

import type { SwarmReport } from "../apps/swarm/src/report.ts";
import { usageOfProcess } from "../apps/swarm/src/server-usage.ts";
import { openTcp, type TcpSocket } from "../apps/swarm/src/tcp-socket.ts";
import { metricsOf, sampleIn } from "./metrics-page.ts";
import type { BenchOptions } from "./options.ts";
import { RING_ROOMS } from "./ring.ts";
import { medianOf, type Outcome, type RunRecord, sideBySide, warnings } from "./scenario.ts";
import { type Server, type ServerKind, startServer } from "./servers.ts";
import { figure, median } from "./table.ts";

const KIB = 1024;
const MIB = KIB * KIB;
const CROWD = 200;
const SPEAKERS = 10;
const KINDS: readonly ServerKind[] = ["floor", "game"];

const crowdArgs = (secs: number, ...more: readonly string[]): string[] => [
  ...["--bots", String(CROWD), "--speakers", String(SPEAKERS), "--spread", "1"],
  ...["--mix", "say=1", "--secs", String(secs), "--warmup", "3", ...more],
];

/** CPU per delivered line: each `say` goes to everybody in the room. */
export const fanout = async (options: BenchOptions): Promise<Outcome> => {
  const rows: string[][] = [
    ["think ms", "floor µs/line", "game µs/line", "ratio", "floor lines/s", "game lines/s"],
  ];
  const runs: RunRecord[] = [];
  for (const thinkMs of [1000, 100, 0]) {
    const args = crowdArgs(options.secs, "--think", String(thinkMs), "--count-lines");
    const records = await sideBySide(KINDS, options, args);
    const [floor = 0, game = 0] = KINDS.map((kind) => medianOf(records, kind, usPerLine));
    const [floorRate = 0, gameRate = 0] = KINDS.map((kind) =>
      medianOf(records, kind, (report) => report.commandsPerSec * CROWD),
    );
    rows.push([
      ...[String(thinkMs), figure(floor, 2), figure(game, 2), figure(game / floor, 2)],
      ...[figure(floorRate, 0), figure(gameRate, 0)],
    ]);
    runs.push(...records);
  }
  const title = `Fan-out: ${CROWD} in one room, ${SPEAKERS} speak`;
  return { title, rows, notes: warnings(runs), runs };
};

const usPerLine = (report: SwarmReport): number =>
  (report.server?.cpuUsPerCommand ?? Number.NaN) / CROWD;

/** Many enough that what logging in costs once (hashing, code that gets compiled) hardly counts. */
const MASS = 1000;

const playersKib = async (bots: number, options: BenchOptions): Promise<RunRecord[]> => {
  const args = ["--bots", String(bots), "--secs", "0", "--warmup", "0"];
  return sideBySide(KINDS, options, [...args, "--spread", String(RING_ROOMS)]);
};

const kibPerBot = (report: SwarmReport): number => report.server?.kibPerBot ?? Number.NaN;

/** Resident memory per player in the world and per connection that waits at the first question. */
export const memory = async (options: BenchOptions): Promise<Outcome> => {
  const rows: string[][] = [["KiB RSS per", "floor", "game"]];
  const few = await playersKib(CROWD, options);
  const many = await playersKib(MASS, options);
  const each = (records: readonly RunRecord[]): number[] =>
    KINDS.map((kind) => medianOf(records, kind, kibPerBot));
  const ofFew = each(few);
  const ofMany = each(many);
  const further = ofMany.map((kib, at) => (kib * MASS - (ofFew[at] ?? 0) * CROWD) / (MASS - CROWD));
  rows.push([`player, ${CROWD} in the world`, ...ofFew.map((kib) => figure(kib))]);
  rows.push([`player, ${MASS} in the world`, ...ofMany.map((kib) => figure(kib))]);
  rows.push([`each player from ${CROWD} to ${MASS}`, ...further.map((kib) => figure(kib))]);
  const waiting: string[] = [];
  for (const kind of KINDS) waiting.push(figure(await waitingKib(kind, options.runs)));
  rows.push([`connection at the prompt, ${CROWD}`, ...waiting]);
  const runs = [...few, ...many];
  return { title: "Memory", rows, notes: warnings(runs), runs };
};

const SETTLE_MS = 2000;

const waitingKib = async (kind: ServerKind, runs: number): Promise<number> => {
  const measured: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const server = await startServer(kind);
    try {
      const before = await residentBytes(server);
      const sockets = await openMany(server.telnetPort);
      await pause(SETTLE_MS);
      const after = await residentBytes(server);
      measured.push((after - before) / KIB / CROWD);
      for (const socket of sockets) socket.close();
    } finally {
      await server.stop();
    }
  }
  return median(measured);
};

const residentBytes = async ({ processes }: Server): Promise<number> => {
  const usages = await Promise.all(processes.map(({ pid }) => usageOfProcess(pid)));
  return usages.reduce((sum, { rssBytes }) => sum + rssBytes, 0);
};

/** Connections that have been asked their first question. */
const openMany = async (port: number): Promise<TcpSocket[]> =>
  Promise.all(
    Array.from({ length: CROWD }, () => {
      let socket: TcpSocket;
      return new Promise<TcpSocket>((resolve, reject) => {
        let seen = "";
        socket = openTcp(
          { host: "127.0.0.1", port },
          {
            open: () => undefined,
            data: (bytes) => {
              seen = (seen + bytes.toString("latin1")).slice(-64);
              if (seen.includes("Name: ")) resolve(socket);
            },
            closed: (why) => reject(new Error(`a waiting connection ended: ${why}`)),
          },
        );
      });
    }),
  );

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Text per second into the room must pass what the kernel swallows for a socket, several times. */
const SLOW_SECS = 25;
const SLOW_CHARS = 450;

/** The same talk with everybody awake and with one client that stopped reading. */
export const slow = async (options: BenchOptions): Promise<Outcome> => {
  const rows: string[][] = [
    ["sleepers", "unread MiB", "growth MiB", "cut off", "others' p50 ms", "p99 ms", "max ms"],
  ];
  const runs: RunRecord[] = [];
  for (const sleepers of [0, 1]) {
    const more = ["--think", "0", "--say-chars", String(SLOW_CHARS)];
    const args = crowdArgs(SLOW_SECS, ...more, "--sleepers", String(sleepers), "--bots", "20");
    const cutOff: number[] = [];
    const records = await sideBySide(["game"], options, args, async (server) => {
      cutOff.push(sampleIn(await metricsOf(server), "gateway_slow_readers_total"));
    });
    const of = (value: (report: SwarmReport) => number): number => medianOf(records, "game", value);
    const ms = (field: "p50Ms" | "p99Ms" | "maxMs"): string =>
      figure(
        of((report) => report.latency.all?.[field] ?? 0),
        2,
      );
    rows.push([
      String(sleepers),
      figure(of((report) => (report.commands * SLOW_CHARS * sleepers) / MIB)),
      figure(of((report) => report.server?.rssGrowthMib ?? Number.NaN)),
      String(median(cutOff)),
      ...[ms("p50Ms"), ms("p99Ms"), ms("maxMs")],
    ]);
    runs.push(...records);
  }
  const title = `Slow reader: 20 in one room, ${SPEAKERS} talk, one stops reading`;
  return { title, rows, notes: warnings(runs), runs };
};
