/**
 * Looks after a server while something hostile is done to it: what it held before, at most, and
 * afterwards, and whether it still serves. Memory is told, and judged only where a rule says so:
 * a runtime gives freed pages back when it likes.
 */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { usageOfProcess } from "@ambon/app-swarm/server-usage";
import type { TestServer } from "./server.ts";
import { TelnetPlayer } from "./telnet-player.ts";

export const MIB = 1024 * 1024;
/** Metrics call nobody: they are read until they are right, or were read often enough. */
const LOOK_EVERY_MS = 50;
const LOOK_TIMES = 400;

/** What a test's context offers for words that are no result. */
export interface Diary {
  diagnostic(message: string): void;
}

export const mib = (bytes: number): string => `${(bytes / MIB).toFixed(1)} MiB`;

/** Median and the slowest of times in milliseconds, for a report. */
export const spread = (timesMs: readonly number[]): string => {
  const sorted = [...timesMs].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return `median ${median.toFixed(1)} ms, slowest ${(sorted.at(-1) ?? 0).toFixed(1)} ms`;
};

export class HostileWatch {
  readonly #server: TestServer;
  readonly #beforeBytes: number;
  readonly #beforeCpuSeconds: number;

  private constructor(server: TestServer, beforeBytes: number, beforeCpuSeconds: number) {
    this.#server = server;
    this.#beforeBytes = beforeBytes;
    this.#beforeCpuSeconds = beforeCpuSeconds;
  }

  /** From here on the peak is what the act costs. */
  static async begin(server: TestServer): Promise<HostileWatch> {
    const { rssBytes, cpuSeconds } = await usageOfProcess(server.pid);
    writeFileSync(`/proc/${server.pid}/clear_refs`, "5");
    return new HostileWatch(server, rssBytes, cpuSeconds);
  }

  /** How far the process has grown since `begin`, at most. */
  grownBytes(): number {
    const status = readFileSync(`/proc/${this.#server.pid}/status`, "utf8");
    const peakKib = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN);
    return peakKib * 1024 - this.#beforeBytes;
  }

  /** The server is ready, lets somebody in, and has reported no fault; tells what the act cost. */
  async survived(diary: Diary, act: string): Promise<void> {
    const grown = this.grownBytes();
    await assertServes(this.#server);
    const { rssBytes, cpuSeconds } = await usageOfProcess(this.#server.pid);
    const cpu = (cpuSeconds - this.#beforeCpuSeconds).toFixed(2);
    diary.diagnostic(
      `${act}: server ${mib(this.#beforeBytes)} before, +${mib(grown)} at most, ` +
        `${mib(rssBytes)} after, ${cpu} s CPU`,
    );
  }
}

/** It says that it is ready, and asks a newcomer for a name. */
export const assertServes = async (server: TestServer): Promise<void> => {
  const ready = await fetch(`http://127.0.0.1:${server.adminPort}/readyz`);
  assert.equal(ready.status, 200, await ready.text());
  const page = await fetch(`http://127.0.0.1:${server.webPort}/`);
  assert.equal(page.status, 200, await page.text());
  server.assertNoFault();
};

/** A newcomer is asked for a name and is told what is wrong with one. */
export const assertGreets = async (server: TestServer): Promise<void> => {
  const visitor = await TelnetPlayer.connect(server.telnetPort);
  await visitor.expect(/Name: ¶/);
  await visitor.do("b", /at least 2 letters[^¶]*¶/);
  await visitor.leave();
};

/** The sum of a metric's samples that carry these labels; 0 while there is none. */
export const metricOf = async (
  server: TestServer,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number> => {
  const response = await fetch(`http://127.0.0.1:${server.adminPort}/metrics`);
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const samples = (await response.text())
    .split("\n")
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => wanted.every((label) => line.includes(label)));
  return samples.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" ") + 1)), 0);
};

/** Waits until a metric is what it has to become. */
export const untilMetric = async (
  server: TestServer,
  name: string,
  labels: Readonly<Record<string, string>>,
  isRight: (value: number) => boolean,
): Promise<void> => {
  let value = Number.NaN;
  for (let look = 0; look < LOOK_TIMES; look += 1) {
    value = await metricOf(server, name, labels);
    if (isRight(value)) return;
    await sleep(LOOK_EVERY_MS);
  }
  assert.fail(`${name} ${JSON.stringify(labels)} stays at ${value}`);
};

/** Waits until no session of either kind is left. */
export const untilNobody = (server: TestServer): Promise<void> =>
  untilMetric(server, "gateway_sessions", {}, (open) => open === 0);
