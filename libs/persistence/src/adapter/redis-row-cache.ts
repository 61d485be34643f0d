/**
 * Rows of players in Redis: the second level behind the store (DESIGN section 11). It forgets after
 * ROW_TTL_MS, and may forget, lie or die at any time: whatever goes wrong is a miss.
 *
 * - Reads wait CACHE_WAIT_MS at most. FAILURES_MAX in a row open a circuit breaker: then nobody
 *   waits at all, the connection with all it holds is given up, and one question each OPEN_MS tries
 *   whether it is back.
 * - Writes are sent behind the store's answer and waited for by nobody. The rows of a cut wait for
 *   their turn, CUT_ROWS_A_TURN between two turns of the event loop, so that no tick waits for
 *   them; of a row that changes meanwhile only the newest state is sent. At most WRITES_MAX are
 *   under way and as many wait; beyond that, and while the breaker is open, they are left out.
 * - A row whose write waits, failed or was left out is doubtful: this process does not read it from
 *   here until it was written again or ROW_TTL_MS have passed. Beyond DOUBTFUL_MAX such rows it
 *   reads nothing for that long.
 *
 * Other processes may read an older state meanwhile. So this is for readers to whom that does no
 * harm (cached-store.ts); who owns a row is only ever asked of the store.
 */

import type { Clock, Log, Metrics } from "@ambon/kernel/ports";
import { Redis, ReplyError } from "ioredis";
import { bears, type EntryFields, entryOf, rowOf } from "../cache-entry.ts";
import { CircuitBreaker } from "../circuit-breaker.ts";
import { Doubts } from "../doubts.ts";
import { nameKey } from "../row-rules.ts";
import type { AggregateRow, CutRow } from "../store.ts";
import { ADVANCE, BURY, BY_NAME, PUT } from "./redis-row-scripts.ts";
import { TurnQueue } from "./turn-queue.ts";

export const ROW_TTL_MS = 3_600_000;
/** The longest that anybody waits for Redis. */
export const CACHE_WAIT_MS = 100;
export const WRITES_MAX = 2000;
export const CUT_ROWS_A_TURN = 50;
const CONNECT_MS_MAX = 3000;
const RETRY_MS_MIN = 100;
const RETRY_MS_MAX = 2000;

const ROWS = "ambon:rows:player:";
const NAMES = "ambon:rows:player-name:";

export interface RedisRowCacheOptions {
  readonly url: string;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly clock: Clock;
}

interface Entry {
  readonly id: string;
  readonly fields: EntryFields;
  readonly isDoubtful: boolean;
}

type Outcome = "hit" | "miss" | "poisoned" | "doubtful" | "failed" | "skipped";

export class RedisRowCache {
  readonly #redis: Redis;
  readonly #options: RedisRowCacheOptions;
  readonly #breaker = new CircuitBreaker();
  readonly #doubts = new Doubts(ROW_TTL_MS);
  readonly #writes = new Set<Promise<void>>();
  /** Rows of cuts that were not sent yet, with their owner afterwards. */
  readonly #waiting = new TurnQueue<{ readonly row: CutRow; readonly owner: string }>({
    jobsATurn: CUT_ROWS_A_TURN,
    max: WRITES_MAX,
    run: (id, { row, owner }) => {
      const values = [ROW_TTL_MS, row.epoch, row.version, row.state, owner];
      this.#write(id, ADVANCE, [ROWS + id], values, "part");
    },
  });
  /** Of these a write was sent and not answered: what is read now may have been asked before it. */
  readonly #unanswered = new Map<string, Promise<void>>();

  /** Does not wait for Redis. */
  constructor(options: RedisRowCacheOptions) {
    this.#options = options;
    this.#redis = new Redis(options.url, {
      commandTimeout: CACHE_WAIT_MS,
      connectTimeout: CONNECT_MS_MAX,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (times) => Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** Math.min(times, 10)),
    });
    // Why it is away is told with the failures; without a listener it would end the process.
    this.#redis.on("error", () => undefined);
    options.metrics.gauge("row_cache_up", 1);
  }

  /** The row as it was some time ago; undefined = ask the store. */
  async read(id: string): Promise<AggregateRow | undefined> {
    const entry = await this.#ask(async () =>
      this.#redis.hgetall(ROWS + id).then((fields) => this.#entry(id, fields)),
    );
    return entry === undefined ? undefined : this.#found(entry);
  }

  async readByName(name: string): Promise<AggregateRow | undefined> {
    const key = NAMES + nameKey(name);
    const entry = await this.#ask(async () =>
      this.#redis.eval(BY_NAME, 1, key, ROWS).then((answer) => {
        const [id, flat] = (answer ?? ["", []]) as readonly [string, readonly string[]];
        return this.#entry(id, fieldsOf(flat));
      }),
    );
    const row = entry === undefined ? undefined : this.#found(entry);
    return row !== undefined && bears(row, name) ? row : undefined;
  }

  /** What the store has just said of a row. */
  put(row: AggregateRow): void {
    this.#waiting.remove(row.id);
    const fields = Object.entries(entryOf(row)).flat();
    const keys = row.name === null ? [] : [NAMES + nameKey(row.name)];
    const values = [ROW_TTL_MS, row.epoch, row.version, row.id, ...fields];
    this.#write(row.id, PUT, [ROWS + row.id, ...keys], values, "whole");
  }

  /** A row of a cut that the store has taken. */
  advance(row: CutRow, owner: string): void {
    const job = { row, owner: row.release === true ? "" : owner };
    if (!this.#waiting.add(row.id, job)) this.#leaveOut(row.id);
  }

  /** The row was deleted. */
  bury(id: string): void {
    this.#waiting.remove(id);
    this.#write(id, BURY, [ROWS + id], [ROW_TTL_MS], "whole");
  }

  /** Waits for the connection, or until CACHE_WAIT_MS have passed. */
  async ready(): Promise<void> {
    if (this.#redis.status === "ready") return;
    await soon(new Promise<void>((resolve) => this.#redis.once("ready", resolve)));
  }

  /** Lets writes that are under way arrive, for CACHE_WAIT_MS at most. */
  async close(): Promise<void> {
    this.#waiting.flush();
    await soon(Promise.allSettled(this.#writes));
    this.#redis.disconnect();
  }

  #leaveOut(id: string): void {
    this.#doubt(id);
    this.#options.metrics.count("row_cache_writes_total", 1, { outcome: "skipped" });
  }

  /** Must be called in the very turn of the answer: writes behind it are answered right after. */
  #entry(id: string, fields: EntryFields): Entry {
    return { id, fields, isDoubtful: this.#isDoubtful(id) };
  }

  #found({ id, fields, isDoubtful }: Entry): AggregateRow | undefined {
    if (Object.keys(fields).length === 0 || fields.gone !== undefined) return this.#came("miss");
    if (isDoubtful) return this.#came("doubtful");
    const row = rowOf(id, fields);
    if (row === undefined) return this.#came("poisoned");
    this.#came("hit");
    return row;
  }

  #came(outcome: Outcome): undefined {
    this.#options.metrics.count("row_cache_reads_total", 1, { outcome });
  }

  /** Undefined = no answer, which is counted here. */
  async #ask<T>(command: () => Promise<T>): Promise<T | undefined> {
    const nowMs = this.#options.clock.nowMs();
    if (!this.#breaker.allows(nowMs)) return this.#came("skipped");
    try {
      const answer = await command();
      this.#answered();
      return answer;
    } catch (error) {
      if (error instanceof ReplyError) {
        // It answers; what lies there is not ours.
        this.#answered();
        return this.#came("poisoned");
      }
      this.#failed(error);
      return this.#came("failed");
    }
  }

  #write(
    id: string,
    script: string,
    keys: readonly string[],
    values: readonly (string | number)[],
    extent: "whole" | "part",
  ): void {
    const { clock, metrics } = this.#options;
    if (this.#writes.size >= WRITES_MAX || !this.#breaker.allows(clock.nowMs())) {
      this.#leaveOut(id);
      return;
    }
    // A whole row takes doubt away at once: whoever reads later is answered later.
    const since = this.#doubts.since(id);
    if (extent === "whole") this.#doubts.remove(id);
    const write: Promise<void> = this.#redis.eval(script, keys.length, ...keys, ...values).then(
      () => {
        this.#wrote(id, write);
        this.#answered();
        metrics.count("row_cache_writes_total", 1, { outcome: "written" });
      },
      (error: unknown) => {
        this.#wrote(id, write);
        this.#doubt(id, since);
        if (error instanceof ReplyError) this.#answered();
        else this.#failed(error);
        metrics.count("row_cache_writes_total", 1, { outcome: "failed" });
      },
    );
    this.#writes.add(write);
    this.#unanswered.set(id, write);
  }

  #wrote(id: string, write: Promise<void>): void {
    this.#writes.delete(write);
    if (this.#unanswered.get(id) === write) this.#unanswered.delete(id);
  }

  #isDoubtful(id: string): boolean {
    if (this.#waiting.has(id) || this.#unanswered.has(id)) return true;
    return this.#doubts.has(id, this.#options.clock.nowMs());
  }

  #doubt(id: string, since?: number): void {
    const nowMs = this.#options.clock.nowMs();
    this.#doubts.add(id, since ?? nowMs, nowMs);
  }

  #answered(): void {
    if (!this.#breaker.succeeded()) return;
    this.#options.metrics.gauge("row_cache_up", 1);
    this.#options.log.event("info", "row_cache_back");
  }

  #failed(error: unknown): void {
    if (!this.#breaker.failed(this.#options.clock.nowMs())) return;
    this.#options.metrics.gauge("row_cache_up", 0);
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.log.event("warn", "row_cache_away", { reason });
    // A frozen Redis holds all that was sent to it, and so does the connection.
    this.#redis.disconnect(true);
  }
}

const fieldsOf = (flat: readonly string[]): EntryFields => {
  const fields: Record<string, string> = {};
  for (let index = 0; index + 1 < flat.length; index += 2) {
    fields[flat[index] ?? ""] = flat[index + 1] ?? "";
  }
  return fields;
};

/** Resolves with the job, or after CACHE_WAIT_MS without it. */
const soon = async (job: Promise<unknown>): Promise<void> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CACHE_WAIT_MS);
  });
  await Promise.race([job, late]);
  clearTimeout(timer);
};
