/** Starts link-peer.ts as a process and reads what it tells. */

import { type Child, startChild } from "@ambon/testing/adapter/child";
import { until } from "@ambon/testing/adapter/until";
import { commandOf, type Runtime } from "./server.ts";

export const PEER_SECRET = "the secret of the link tests";
const PEER = "tests/support/link-peer.ts";

export interface PeerLine {
  readonly event: string;
  readonly port?: number;
  readonly medianMs?: number;
  readonly reason?: string;
  readonly message?: string;
}

export class LinkProcess {
  readonly #child: Child;
  #read = 0;

  private constructor(runtime: Runtime, args: readonly string[]) {
    this.#child = startChild([...commandOf(runtime, PEER), ...args]);
  }

  /** Resolves with the port when it listens; 0 = any. */
  static async engine(runtime: Runtime, port = 0): Promise<{ peer: LinkProcess; port: number }> {
    const peer = new LinkProcess(runtime, ["engine", String(port)]);
    const ready = await peer.next("ready");
    return { peer, port: ready.port ?? 0 };
  }

  static gateway(runtime: Runtime, id: string, port: number, count: number): LinkProcess {
    const url = `http://127.0.0.1:${port}`;
    return new LinkProcess(runtime, ["gateway", id, url, String(count)]);
  }

  /** The next line of this kind; others before it are passed over. */
  async next(event: string, deadlineMs = 20_000): Promise<PeerLine> {
    let found: PeerLine | undefined;
    try {
      const isTold = (): boolean => {
        found = this.#look(event);
        return found !== undefined;
      };
      await until(event, isTold, deadlineMs);
    } catch (error) {
      const told = `${this.#child.lines().slice(-20).join("\n")}\n${this.#child.errors()}`;
      throw new Error(`the peer has not told ${event}, but:\n${told}`, { cause: error });
    }
    return found as PeerLine;
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** How often it has told this. */
  times(event: string): number {
    return this.#child.lines().filter((line) => line.includes(`"event":"${event}"`)).length;
  }

  kill(signal: NodeJS.Signals = "SIGKILL"): void {
    this.#child.kill(signal);
  }

  /** SIGKILL; resolves when it is gone. */
  async end(): Promise<void> {
    this.#child.kill("SIGCONT");
    this.#child.kill("SIGKILL");
    await this.#child.ended;
  }

  #look(event: string): PeerLine | undefined {
    const lines = this.#child.lines();
    while (this.#read < lines.length) {
      const line = JSON.parse(lines[this.#read] ?? "{}") as PeerLine;
      this.#read += 1;
      if (line.event === event) return line;
    }
    return undefined;
  }
}
