/** HAProxy before one server, with routes that a test describes. */

import assert from "node:assert/strict";
import { type HaProxyPlace, HaProxyProcess } from "./haproxy-process.ts";

const FIRST_PORT = 4001;
const CHECK_MS = 50;
/** Checks that must succeed in a row before a server that was marked down is up again. */
const RISE = 5;

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
  readonly #process: HaProxyProcess;
  readonly #routes: readonly Route[];

  private constructor(process: HaProxyProcess, routes: readonly Route[]) {
    this.#process = process;
    this.#routes = routes;
  }

  /** Runs one that serves all these routes, for one story. */
  static async with(
    routes: readonly Route[],
    story: (proxy: HaProxy) => Promise<void>,
  ): Promise<void> {
    await HaProxyProcess.with(
      (place) => config(routes, place),
      (process) => story(new HaProxy(process, routes)),
    );
  }

  get host(): string {
    return this.#process.host;
  }

  portOf(route: string): number {
    const index = this.#routes.findIndex(({ name }) => name === route);
    assert.ok(index >= 0, route);
    return FIRST_PORT + index;
  }

  /** Takes a checked server for down, and waits until its checks say that it is up. */
  async risesAgain(route: string): Promise<void> {
    const answer = await this.#process.ask(`set server ${route}/${route} health down`);
    assert.equal(answer.trim(), "");
    await this.#process.until(async () => (await this.#process.status(route, route)) === "UP");
  }
}

const config = (routes: readonly Route[], { host, socket }: HaProxyPlace): string => {
  const lines = [
    "global",
    `  stats socket ${socket} mode 600 level admin`,
    "defaults",
    "  mode tcp",
    "  timeout connect 5s",
    "  timeout client 1m",
    "  timeout server 1m",
  ];
  for (const [index, { name, to, header, checked, source }] of routes.entries()) {
    lines.push(`frontend in-${name}`, `  bind ${host}:${FIRST_PORT + index}`);
    if (source !== undefined) lines.push(`  tcp-request connection set-src ipv4(${source})`);
    const sends = header === "none" ? "" : ` ${header}`;
    const checks = header === "none" ? " check" : " check check-send-proxy";
    const health = checked === true ? `${checks} inter ${CHECK_MS}ms rise ${RISE}` : "";
    lines.push(`  default_backend ${name}`, `backend ${name}`);
    lines.push(`  server ${name} 127.0.0.1:${to}${sends}${health}`);
  }
  return `${lines.join("\n")}\n`;
};
