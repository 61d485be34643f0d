/** The account worker on virtual time: its calls to the store, and a hasher that takes a while. */

import type { Answer, FoundPlayer, Question } from "@ambon/accounts/account-jobs";
import type { AccountJob, AccountJobResult } from "@ambon/engine/account-reception";
import { newPlayerState } from "@ambon/game/player-state";
import { encodeCanonical } from "@ambon/kernel/canonical";
import { playerId } from "@ambon/kernel/ids";
import type { RowTable } from "@ambon/persistence/row-table";
import type { AggregateRow } from "@ambon/persistence/store";
import type { StoreModel } from "../store/store-model.ts";
import type { Process } from "../time/process.ts";

/** What a hash of argon2id costs, and what stands for one here. */
const HASH_MS = 40;
export const hashOfPassword = (password: string): string => `hashed ${password}`;

export interface AccountModelOptions {
  readonly process: Process;
  readonly store: StoreModel;
  readonly startRoom: string;
  readonly reply: (result: AccountJobResult) => void;
}

const found = (row: AggregateRow): FoundPlayer => ({
  id: row.id,
  name: row.name ?? "",
  owner: row.owner,
  room: roomOf(row.state),
});

/** Only a hint where to go. */
const roomOf = (state: string): string | null => /"room":"([^"\\]+)"/.exec(state)?.[1] ?? null;

export const runAccountJob = (options: AccountModelOptions, job: AccountJob): void => {
  const { process: caller, store, reply } = options;
  const answer = (given: Answer): void => reply({ job: job.job, answer: given });
  const ask = <T>(what: string, work: (rows: RowTable) => T, then: (value: T) => Answer): void =>
    store.ask(caller, what, work, (outcome) =>
      answer(outcome.ok ? then(outcome.value) : { a: "failed" }),
    );
  if (!("question" in job)) {
    const key = { kind: "ban", id: job.target } as const;
    ask(
      "put ban",
      (rows) => rows.put(key, null, job.state),
      () => ({ a: "written", written: true }),
    );
    return;
  }
  const { question } = job;
  switch (question.q) {
    case "findByName":
      return ask(
        `find ${question.name}`,
        (rows) => rows.findByName("player", question.name),
        (row) => ({ a: "found", player: row === undefined ? undefined : found(row) }),
      );
    case "readAuth":
      return ask(
        `auth ${question.playerId}`,
        (rows) => rows.readAuth(question.playerId),
        (auth) => ({ a: "auth", auth }),
      );
    case "writeAuth": {
      const { playerId: id, auth, version } = question;
      return ask(
        `write auth ${id}`,
        (rows) => rows.writeAuth(id, auth, version),
        (written) => ({ a: "written", written }),
      );
    }
    case "verify": {
      const matches = hashOfPassword(question.password) === question.hash;
      caller.after(HASH_MS, () => answer({ a: "verified", matches }));
      return;
    }
    case "hash":
      caller.after(HASH_MS, () => answer({ a: "hashed", hash: hashOfPassword(question.password) }));
      return;
    case "createPlayer":
      return ask(
        `create ${question.name}`,
        (rows) => rows.createPlayer(newRow(question, options.startRoom)),
        (result) =>
          result.outcome === "nameTaken"
            ? { a: "nameTaken" }
            : { a: "created", player: found(result.row) },
      );
  }
};

const newRow = (
  question: Extract<Question, { q: "createPlayer" }>,
  startRoom: string,
): Parameters<RowTable["createPlayer"]>[0] => {
  const { name, passwordHash, race, class: cls, screenReader } = question;
  return {
    name,
    auth: { passwordHash, failures: 0, lockedUntilMs: 0 },
    stateFor: (id) =>
      encodeCanonical(
        newPlayerState({ id: playerId(id), name, race, class: cls, startRoom, screenReader }),
      ),
  };
};
