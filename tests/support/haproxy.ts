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
const LOOK_EVERY_MS = 20;
const FIRST_PORT = 4001;
const CHECK_MS = 50;
/** Checks that must succeed in a row before a server that was marked down is up again. */
const RISE = 5;
const STATUS_COLUMN = 17;

export interface Route {
  readonly name: string;
  /** Port of the server behind it on 127.0.0.1. */
  readonly to: number;
  readonly header: "send-proxy" | "send-proxy-v2" | "none";
  /** Looks after the server's health, with the header where one is sent. */
  readonly checked?: boolean;
  /** Tells this address as the client's, whoever it is. */
  readonly source?: string;
}

export class HaProxy {
  readonly host: string;
  readonly #child: ChildProcess;
  readonly #directory: string;
  readonly #routes: readonly Route[];
  #said = "";

  private constructor(routes: readonly Route[]) {
    const program = process.env.AMBON_TEST_HAPROXY ?? "/usr/sbin/haproxy";
    assert.ok(existsSync(program), `there is no ${program}; set AMBON_TEST_HAPROXY or install it`);
    const { pid } = process;
    this.host = `127.${64 + ((pid >> 14) & 63)}.${(pid >> 7) & 127}.${1 + (pid & 127)}`;
    this.#routes = routes;
    this.#directory = mkdtempSync(join(tmpdir(), "ambon-haproxy-"));
    const file = join(this.#directory, "haproxy.cfg");
    writeFileSync(file, this.#config());
    const stdio = ["ignore", "pipe", "pipe"] as const;
    this.#child = spawn(program, ["-db", "-f", file], { env: cleanEnv(), stdio: [...stdio] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (bytes: Buffer) => {
        this.#said += String(bytes);
      });
    }
  }

  /** Runs one that serves all these routes, for one story. */
  static async with(
    routes: readonly Route[],
    story: (proxy: HaProxy) => Promise<void>,
  ): Promise<void> {
    const proxy = new HaProxy(routes);
    try {
      await proxy.#until(async () => (await proxy.#ask("show info")).includes("Name: HAProxy"));
      await story(proxy);
    } finally {
      await proxy.#end();
    }
  }

  portOf(route: string): number {
    const index = this.#routes.findIndex(({ name }) => name === route);
    assert.ok(index >= 0, route);
    return FIRST_PORT + index;
  }

  /** Takes a checked server for down, and waits until its checks say that it is up. */
  async risesAgain(route: string): Promise<void> {
    const server = `${route}/${route}`;
    assert.equal((await this.#ask(`set server ${server} health down`)).trim(), "");
    await this.#until(async () => {
      const rows = (await this.#ask("show stat")).split("\n").map((row) => row.split(","));
      const row = rows.find(([backend, name]) => backend === route && name === route);
      return row?.[STATUS_COLUMN] === "UP";
    });
  }

  #config(): string {
    const lines = [
      "global",
      `  stats socket ${this.#socket} mode 600 level admin`,
      "defaults",
      "  mode tcp",
      "  timeout connect 5s",
      "  timeout client 1m",
      "  timeout server 1m",
    ];
    for (const { name, to, header, checked, source } of this.#routes) {
      lines.push(`frontend in-${name}`, `  bind ${this.host}:${this.portOf(name)}`);
      if (source !== undefined) lines.push(`  tcp-request connection set-src ipv4(${source})`);
      const sends = header === "none" ? "" : ` ${header}`;
      const checks = header === "none" ? " check" : " check check-send-proxy";
      const health = checked === true ? `${checks} inter ${CHECK_MS}ms rise ${RISE}` : "";
      lines.push(`  default_backend ${name}`, `backend ${name}`);
      lines.push(`  server ${name} 127.0.0.1:${to}${sends}${health}`);
    }
    return `${lines.join("\n")}\n`;
  }

  /** An order to its own socket, with the answer; nothing while it is not there yet. */
  #ask(order: string): Promise<string> {
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

  async #until(holds: () => Promise<boolean>): Promise<void> {
    const endMs = performance.now() + DEADLINE_MS;
    while (!(await holds())) {
      assert.equal(this.#child.exitCode, null, `HAProxy has ended: ${this.#said}`);
      assert.ok(performance.now() < endMs, `HAProxy did not get there: ${this.#said}`);
      await sleep(LOOK_EVERY_MS);
    }
  }

  async #end(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once("close", resolve));
    this.#child.kill("SIGKILL");
    await ended;
    rmSync(this.#directory, { recursive: true, force: true });
  }

  get #socket(): string {
    return join(this.#directory, "stats");
  }
}
