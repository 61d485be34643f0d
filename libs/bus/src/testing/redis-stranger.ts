/** Somebody who can reach the Redis of a bus: hears all that is said there, and says anything. */

import { Redis } from "ioredis";
import { channelOf } from "../adapter/redis-carrier.ts";

export interface Overheard {
  readonly to: string;
  readonly bytes: Uint8Array;
}

export class RedisStranger {
  readonly overheard: Overheard[] = [];
  readonly #ears: Redis;
  readonly #mouth: Redis;

  private constructor(url: string) {
    this.#ears = new Redis(url);
    this.#mouth = new Redis(url);
    const start = channelOf("").length - 1;
    this.#ears.on("pmessageBuffer", (_pattern: Buffer, channel: Buffer, bytes: Buffer) => {
      const to = channel.toString().slice(start, -1);
      this.overheard.push({ to, bytes: Uint8Array.from(bytes) });
    });
  }

  static async at(url: string): Promise<RedisStranger> {
    const stranger = new RedisStranger(url);
    await stranger.#ears.psubscribe(`${channelOf("").slice(0, -1).replace("{", "\\{")}*`);
    return stranger;
  }

  /** Resolves with how many listened. */
  say(to: string, bytes: Uint8Array): Promise<number> {
    return this.#mouth.publish(channelOf(to), Buffer.from(bytes));
  }

  /** Cuts the connections of all that listen, but for our own. */
  async cutListeners(): Promise<number> {
    const own = await this.#ears.call("CLIENT", "ID");
    const lines = String(await this.#mouth.call("CLIENT", "LIST", "TYPE", "pubsub")).split("\n");
    const ids = lines.map((line) => /^id=(\d+)/.exec(line)?.[1]).filter((id) => id !== undefined);
    const others = ids.filter((id) => id !== String(own));
    for (const id of others) await this.#mouth.call("CLIENT", "KILL", "ID", id);
    return others.length;
  }

  async leave(): Promise<void> {
    await Promise.all([this.#ears.quit(), this.#mouth.quit()]);
  }
}
