/** What tests of the doors watch: counts to wait for, log events, and clients of few words. */

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Labels, Log } from "@ambon/kernel/ports";
import { CountingMetrics } from "@ambon/testing/counting-metrics";
import { HOSTNAME } from "./real-gateway.ts";

export class DoorMetrics extends CountingMetrics {
  readonly #waiters = new Set<() => void>();

  override count(name: string, amount?: number, labels?: Labels): void {
    super.count(name, amount, labels);
    for (const wake of this.#waiters) wake();
  }

  /** Resolves when this count has been reached. */
  reached(key: string, amount = 1): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        if ((this.values.get(key) ?? 0) < amount) return;
        this.#waiters.delete(wake);
        resolve();
      };
      this.#waiters.add(wake);
      wake();
    });
  }

  /** All counts whose name begins so. */
  starting(prefix: string): Record<string, number> {
    return Object.fromEntries([...this.values].filter(([key]) => key.startsWith(prefix)));
  }
}

export class DoorLog implements Log {
  readonly lines: string[] = [];

  event(level: string, event: string, fields = {}): void {
    this.lines.push([level, event, ...Object.values<unknown>(fields)].join(" "));
  }
}

/** Connects, and sends each chunk in a turn of its own. */
export const speak = async (
  port: number,
  ...chunks: readonly (string | Uint8Array)[]
): Promise<Socket> => {
  const socket = connect({ port, host: HOSTNAME, noDelay: true });
  // Being cut off may look like a reset; `close` follows.
  socket.on("error", () => undefined);
  await once(socket, "connect");
  for (const chunk of chunks) {
    socket.write(chunk);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return socket;
};

/** Everything that comes until the other side closes. */
export const allOf = async (socket: Socket): Promise<string> => {
  let text = "";
  socket.on("data", (bytes) => {
    text += String(bytes);
  });
  if (!socket.destroyed) await once(socket, "close");
  return text;
};
