/**
 * Orders about characters, given to the running server if there is one, and otherwise carried out
 * here: in the data directory, whose lock is taken for that, or in the database.
 */

import { existsSync } from "node:fs";
import { openStore } from "@ambon/app-engine/open-store";
import type { Config } from "@ambon/config/load";
import { PlayerOffice } from "@ambon/engine/adapter/player-office";
import type { PlayerService } from "@ambon/engine/adapter/player-service";
import type { PlayerAnswers, PlayerOrders, PlayerVerb } from "@ambon/engine/player-orders";
import { OperatorError } from "@ambon/kernel/operator-error";
import { type Log, silentMetrics } from "@ambon/kernel/ports";
import type { AggregateStore } from "@ambon/persistence/store";
import { adminCall } from "../admin-client.ts";
import type { CommandIo } from "../command-io.ts";

export class EitherService implements PlayerService {
  readonly #config: Config;
  readonly #io: CommandIo;
  readonly #takeOver: boolean;
  #store: AggregateStore | undefined;
  #office: PlayerOffice | undefined;

  /** `takeOver`: whoever owns rows in the database counts as gone. */
  constructor(config: Config, io: CommandIo, takeOver: boolean) {
    this.#config = config;
    this.#io = io;
    this.#takeOver = takeOver;
  }

  async carryOut<V extends PlayerVerb>(verb: V, order: PlayerOrders[V]): Promise<PlayerAnswers[V]> {
    if (this.#office === undefined) {
      const answer = await adminCall(this.#config, `/admin/player/${verb}`, { ...order });
      if (answer.outcome === "answered") return answer.value as unknown as PlayerAnswers[V];
      if (answer.outcome === "refused") throw new OperatorError(answer.problem);
      this.#office = await this.#open();
    }
    return this.#office.carryOut(verb, order);
  }

  async close(): Promise<void> {
    await this.#store?.close();
  }

  async #open(): Promise<PlayerOffice> {
    const config = this.#config;
    const isFiles = config.databaseUrl === undefined;
    if (isFiles && !existsSync(config.dataDir)) {
      throw new OperatorError(
        `There is no data directory ${config.dataDir}, and no server answers on ` +
          `${config.adminHost}:${config.adminPort}. Set AMBON_DATA_DIR or AMBON_ADMIN_PORT.`,
      );
    }
    const { store } = await openStore({ config, metrics: silentMetrics, log: logTo(this.#io) });
    this.#store = store;
    // Whoever holds the lock of a directory is alone: all owners in it are gone.
    return new PlayerOffice({ store, isGone: () => isFiles || this.#takeOver });
  }
}

/** What the store reports, for the operator's eyes. */
export const logTo = (io: CommandIo): Log => ({
  event: (level, event, fields) => {
    if (level === "info" || level === "debug") return;
    io.err(String(fields?.message ?? fields?.reason ?? event));
  },
});
