/**
 * HAProxy as a child process before a test's server. It listens on a loopback address of its own
 * (127.0.0.0/8 is one machine on Linux), so that its ports cannot be anybody else's.
 */

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cleanEnv } from "./server.ts";

const DEADLINE_MS = 15_000;
/** HAProxy does not say when it is ready or has seen a server: it is asked until it has. */
const LOOK_EVERY_MS = 20;
const STATUS_COLUMN = 17;

/** Where a configuration may listen. */
export interface HaProxyPlace {
  readonly host: string;
  /** Path for the stats socket, which `ask` talks to. */
  readonly socket: string;
}

/** The program to run; a sentence when there is none. */
export const haproxyProgram = (): string => {
  const program = process.env.AMBON_TEST_HAPROXY ?? "/usr/sbin/haproxy";
  assert.ok(existsSync(program), `there is no ${program}; set AMBON_TEST_HAPROXY or install it`);
  return program;
};

export class HaProxyProcess {
  readonly host: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #directory: string;
  #said = "";

  private constructor(config: (place: HaProxyPlace) => string) {
    const { pid } = process;
    this.host = `127.${64 + ((pid >> 14) & 63)}.${(pid >> 7) & 127}.${1 + (pid & 127)}`;
    this.#directory = mkdtempSync(join(tmpdir(), "ambon-haproxy-"));
    const file = join(this.#directory, "haproxy.cfg");
    writeFileSync(file, config({ host: this.host, socket: this.#socket }));
    const stdio = ["ignore", "pipe", "pipe"] as const;
    const args = ["-db", "-f", file];
    this.#child = spawn(haproxyProgram(), args, { env: cleanEnv(), stdio: [...stdio] });
    // It may end by itself, when it cannot do what the configuration says.
    this.#ended = new Promise((resolve) => this.#child.once("close", resolve));
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (bytes: Buffer) => {
        this.#said += String(bytes);
      });
    }
  }

  /** Runs it for one story. */
  static async with(
    config: (place: HaProxyPlace) => string,
    story: (proxy: HaProxyProcess) => Promise<void>,
  ): Promise<void> {
    const proxy = new HaProxyProcess(config);
    try {
      await proxy.until(async () => (await proxy.ask("show info")).includes("Name: HAProxy"));
      await story(proxy);
    } finally {
      await proxy.#end();
    }
  }

  /** What it says of a server's health: UP, DOWN, … */
  async status(backend: string, server: string): Promise<string | undefined> {
    const rows = (await this.ask("show stat")).split("\n").map((row) => row.split(","));
    return rows.find(([first, second]) => first === backend && second === server)?.[STATUS_COLUMN];
  }

  /** An order to its own socket, with the answer; nothing while it is not there yet. */
  ask(order: string): Promise<string> {
    return new Promise((resolve) => {
      let answer = "";
      const socket = createConnection(this.#socket, () => socket.write(`${order}\n`));
      socket.on("data", (bytes) => {
        answer += String(bytes);
      });
      socket.on("error", () => undefined);
      socket.on("close", () => resolve(answer));
    });
  }

  async until(holds: () => Promise<boolean>): Promise<void> {
    const endMs = performance.now() + DEADLINE_MS;
    while (!(await holds())) {
      assert.equal(this.#child.exitCode, null, `HAProxy has ended: ${this.#said}`);
      assert.ok(performance.now() < endMs, `HAProxy did not get there: ${this.#said}`);
      await sleep(LOOK_EVERY_MS);
    }
  }

  async #end(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
    rmSync(this.#directory, { recursive: true, force: true });
  }

  get #socket(): string {
    return join(this.#directory, "stats");
  }
}
