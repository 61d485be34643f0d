/**
 * Players on real sockets move things and gold about; the server is killed at a moment drawn from
 * a seed; every row it stored is counted; it starts again on the same store. Round after round.
 * `AMBON_SEED=n` draws the same moments and the same minds.
 */

import assert from "node:assert/strict";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { below, seedPrng } from "@ambon/kernel/prng";
import { DIRTY_AGE_MS_MAX } from "@ambon/persistence/write-behind";
import { audit, playersIn, type StoredRow } from "./chaos-audit.ts";
import { ChaosBot } from "./chaos-bot.ts";
import { ChaosMind } from "./chaos-mind.ts";
import { ChaosMap, shippedWorld } from "./chaos-world.ts";
import type { CrashedStore } from "./crashed-store.ts";
import { TestServer } from "./server.ts";

const isSoak = process.env.AMBON_SOAK === "1";
export const ROUNDS = isSoak ? 200 : 20;
const SEED = Number(process.env.AMBON_SEED ?? 20_260_101);
const NAMES = ["Aldo", "Brin", "Cato", "Dara", "Evan", "Fenna", "Gwen", "Hilda"] as const;
const ACTIVE_MS_MIN = 100;
const ACTIVE_MS_MAX = 2000;
/** One round in so many is killed while players still log in. */
const EARLY_ROUNDS = 5;
/** From applying a line to reading its answer, on a busy machine. */
const ANSWER_MS = 500;

/** Of the server's log, when a player fails. */
const LOG_LINES = 20;

const map = new ChaosMap(shippedWorld());

export class ChaosRounds {
  readonly #rng = seedPrng(SEED);
  readonly #store: CrashedStore;
  readonly #bots = NAMES.map((name, index) => {
    const others = NAMES.filter((other) => other !== name);
    return new ChaosBot(name, index, map, new ChaosMind(SEED + index + 1, map, others));
  });
  things = 0;

  constructor(store: CrashedStore) {
    this.#store = store;
  }

  get acts(): number {
    return this.#bots.reduce((sum, { acts }) => sum + acts, 0);
  }

  get lines(): number {
    return this.#bots.reduce((sum, { lines }) => sum + lines, 0);
  }

  get summary(): string {
    const { acts, lines, things } = this;
    return `seed ${SEED}, ${ROUNDS} kills, ${lines} lines, ${acts} acts, ${things} things`;
  }

  async run(): Promise<void> {
    for (let round = 0; round < ROUNDS; round += 1) await this.#round(round);
  }

  async #round(round: number): Promise<void> {
    const where = `round ${round}, again with AMBON_SEED=${SEED}`;
    const { dataDir, env } = this.#store;
    const server = await TestServer.start({
      dataDir,
      env: { AMBON_LIMITS_LINES_PER_SECOND: "0", ...env },
    });
    try {
      const broken = server.events.filter(({ event }) => event === "store_report");
      assert.deepEqual(broken, [], where);
      await this.#playUntilKilled(server, round);
    } finally {
      await server.destroy();
    }
    const rows = await this.#store.rows(round);
    const { problems, things } = audit(rows);
    assert.deepEqual(problems, [], where);
    assert.deepEqual(this.#broken(rows), [], where);
    this.things = things;
    for (const { name, inputSeq } of playersIn(rows)) {
      this.#bots.find((bot) => bot.name === name)?.begin(inputSeq);
    }
  }

  async #playUntilKilled(server: TestServer, round: number): Promise<void> {
    const activeMs = ACTIVE_MS_MIN + below(this.#rng, ACTIVE_MS_MAX - ACTIVE_MS_MIN);
    const isEarly = round % EARLY_ROUNDS === EARLY_ROUNDS - 1;
    let isKilled = false;
    // A bot only ever stops by an error, which is an error only before the kill.
    const alive = async (job: Promise<unknown>): Promise<void> => {
      try {
        await job;
      } catch (error) {
        if (isKilled) return;
        const log = server.log().split("\n").slice(-LOG_LINES).join("\n");
        throw new Error(`round ${round}, AMBON_SEED=${SEED}; the server said last:\n${log}`, {
          cause: error,
        });
      }
    };
    const entered = this.#bots.map((bot) => bot.enter(server.telnetPort));
    if (!isEarly) await alive(Promise.all(entered));
    const playing = this.#bots.map((bot, index) =>
      alive((entered[index] ?? Promise.resolve()).then(() => bot.play(server.telnetPort))),
    );
    await Promise.race([pause(activeMs), ...playing]);
    isKilled = true;
    this.#killedMs = performance.now();
    await server.kill();
    await Promise.all(playing);
    for (const bot of this.#bots) await bot.end();
  }

  #killedMs = 0;

  /** What players were promised and the rows do not hold. */
  #broken(rows: readonly StoredRow[]): readonly string[] {
    const states = new Map(playersIn(rows).map((state) => [state.name, state]));
    return this.#bots.flatMap((bot) => {
      const state = states.get(bot.name);
      if (state === undefined) return bot.seq === 0 ? [] : [`${bot.name} is gone`];
      const { inputSeq, bankGold } = state;
      const problems: string[] = [];
      const say = (text: string): void => {
        problems.push(`${bot.name}: ${text}; the row has ${inputSeq} of ${bot.seq}`);
      };
      if (inputSeq > bot.seq) say("the row has more lines than were typed");
      if (inputSeq < bot.classASeq) say(`act of line ${bot.classASeq} is undone`);
      if (bot.bankGold !== undefined && bot.bankGold !== bankGold)
        say(`the bank said ${bot.bankGold}, and has ${bankGold}`);
      const oldMs = this.#killedMs - DIRTY_AGE_MS_MAX - ANSWER_MS;
      const old = bot.answered.findLast(({ atMs }) => atMs < oldMs)?.seq ?? 0;
      if (inputSeq < old) say(`line ${old} was answered long before the kill`);
      if (!bot.hasLeft) return problems;
      if (inputSeq !== bot.seq) say("left, and was not wholly saved");
      const owner = rows.find(({ kind, name }) => kind === "player" && name === bot.name)?.owner;
      if (owner !== null) say(`left, and ${owner} owns the row`);
      return problems;
    });
  }
}
