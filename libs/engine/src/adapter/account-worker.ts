/** Carries out what the account service asks: its calls to the store, and the hashing. */

import type { Answer, FoundPlayer, Question } from "@ambon/accounts/account-jobs";
import { HasherBusyError, type PasswordHasher } from "@ambon/accounts/adapter/argon2-hasher";
import { newPlayerState } from "@ambon/game/player-state";
import { encodeCanonical } from "@ambon/kernel/canonical";
import { playerId } from "@ambon/kernel/ids";
import {
  type AggregateRow,
  type AggregateStore,
  StoreUnavailableError,
} from "@ambon/persistence/store";
import type { AccountJob, AccountJobResult } from "../account-reception.ts";

export interface AccountWorkerOptions {
  readonly store: AggregateStore;
  readonly hasher: PasswordHasher;
  /** Where new characters begin. */
  readonly startRoom: () => string;
}

const found = (row: AggregateRow): FoundPlayer => ({
  id: row.id,
  name: row.name ?? "",
  owner: row.owner,
  room: roomOf(row.state),
  ...instancesIn(row.state),
});

/** Only a hint where to go; whoever claims the row reads it in earnest. */
const roomOf = (state: string): string | null => /"room":"([^"\\]+)"/.exec(state)?.[1] ?? null;

/** As little in earnest: what cannot be read is not known. */
const instancesIn = (state: string): Pick<FoundPlayer, "instances"> => {
  const inside = /"instances":\{([^{}]*)\}/.exec(state)?.[1];
  if (inside === undefined) return {};
  const pairs = inside.matchAll(/"([^"\\]+)":(\d{1,6})/g);
  return { instances: Object.fromEntries([...pairs].map(([, id = "", n]) => [id, Number(n)])) };
};

const create = async (
  { store, startRoom }: AccountWorkerOptions,
  question: Extract<Question, { q: "createPlayer" }>,
): Promise<Answer> => {
  const { name, passwordHash, race, class: cls, screenReader } = question;
  const result = await store.createPlayer({
    name,
    auth: { passwordHash, failures: 0, lockedUntilMs: 0 },
    stateFor: (id) =>
      encodeCanonical(
        newPlayerState({
          id: playerId(id),
          name,
          race,
          class: cls,
          startRoom: startRoom(),
          screenReader,
        }),
      ),
  });
  if (result.outcome === "nameTaken") return { a: "nameTaken" };
  return { a: "created", player: found(result.row) };
};

const ask = async (options: AccountWorkerOptions, question: Question): Promise<Answer> => {
  const { store, hasher } = options;
  switch (question.q) {
    case "findByName": {
      const row = await store.findByName("player", question.name);
      return { a: "found", player: row === undefined ? undefined : found(row) };
    }
    case "readAuth":
      return { a: "auth", auth: await store.readAuth(question.playerId) };
    case "writeAuth": {
      const { playerId: id, auth, version } = question;
      return { a: "written", written: await store.writeAuth(id, auth, version) };
    }
    case "verify":
      return { a: "verified", matches: await hasher.verify(question.hash, question.password) };
    case "hash":
      return { a: "hashed", hash: await hasher.hash(question.password) };
    case "createPlayer":
      return create(options, question);
  }
};

/** Never throws for a store that is away or a full hash queue: the answer is `failed`. */
export const accountWorker =
  (options: AccountWorkerOptions) =>
  async (job: AccountJob): Promise<AccountJobResult> => {
    try {
      if ("question" in job) return { job: job.job, answer: await ask(options, job.question) };
      const key = { kind: "ban", id: job.target } as const;
      await options.store.put(key, null, job.state);
      return { job: 0, answer: { a: "written", written: true } };
    } catch (error) {
      if (!(error instanceof StoreUnavailableError) && !(error instanceof HasherBusyError)) {
        throw error;
      }
      return { job: job.job, answer: { a: "failed" } };
    }
  };
