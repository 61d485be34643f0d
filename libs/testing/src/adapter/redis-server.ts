/**
 * A real Redis of a test's own: on a free port, without persistence, in the foreground. It can be
 * killed, started again on the same port (empty, as after a lost disk), frozen and thawed.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { connect } from "node:net";
import process from "node:process";
import { freePort } from "./free-port.ts";

const READY_MS = 10_000;
const POLL_MS = 10;

export class RedisServer {
  readonly port: number;
  #child: ChildProcess | null = null;

  private constructor(port: number) {
    this.port = port;
  }

  /** Resolves when it answers. Rejects with a sentence when there is no redis-server to run. */
  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort());
    await server.again();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it (again), empty. */
  async again(): Promise<void> {
    const program = process.env.AMBON_TEST_REDIS ?? "redis-server";
    const args = [
      "--port",
      `${this.port}`,
      "--bind",
      "127.0.0.1",
      "--save",
      "",
      "--appendonly",
      "no",
    ];
    const child = spawn(program, args, { stdio: "ignore" });
    this.#child = child;
    const failed = new Promise<never>((_resolve, reject) => {
      child.once("error", () =>
        reject(
          new Error(`${program} cannot be run: npm test installs it, or set AMBON_TEST_REDIS`),
        ),
      );
      child.once("exit", (code) => reject(new Error(`redis-server ended with ${code}`)));
    });
    failed.catch(() => undefined);
    await Promise.race([this.#answers(), failed]);
  }

  /** SIGKILL; resolves when it is gone. Everything it held is lost. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    send(child, "SIGKILL");
    await gone;
  }

  /** It keeps its connections and answers nothing. */
  freeze(): void {
    send(this.#child, "SIGSTOP");
  }

  thaw(): void {
    send(this.#child, "SIGCONT");
  }

  async #answers(): Promise<void> {
    const deadline = Date.now() + READY_MS;
    while (!(await this.#ping())) {
      if (Date.now() > deadline) throw new Error(`redis-server on port ${this.port} is not ready`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  #ping(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.port, "127.0.0.1");
      const done = (answered: boolean): void => {
        socket.destroy();
        resolve(answered);
      };
      socket.once("error", () => done(false));
      socket.once("connect", () => socket.write("PING\r\n"));
      socket.once("data", (bytes) => done(bytes.toString().startsWith("+PONG")));
    });
  }
}

/** Deno's `child.kill` sends one signal and takes the child for ended; this sends them all. */
const send = (child: ChildProcess | null, signal: NodeJS.Signals): void => {
  if (child?.pid !== undefined) process.kill(child.pid, signal);
};
