/** Carries out operators' orders about characters, on a store that is open here. */

import { randomBytes } from "node:crypto";
import { UNKNOWN_NAME_HASH } from "@ambon/accounts/adapter/argon2-hasher";
import type { ItemState, PlayerState } from "@ambon/game/player-state";
import { withNewUids } from "@ambon/game/renew-items";
import { encodeCanonical } from "@ambon/kernel/canonical";
import { playerId } from "@ambon/kernel/ids";
import { pathText } from "@ambon/kernel/shape";
import type { AggregateRow, AggregateStore } from "@ambon/persistence/store";
import { type ImportedPlayer, isPasswordHash, playerExport, readExport } from "../player-export.ts";
import { playerNames } from "../player-names.ts";
import {
  LIST_MAX,
  type PlayerAnswers,
  type PlayerOrders,
  type PlayerVerb,
  type ShownPlayer,
} from "../player-orders.ts";
import { playerCodec } from "../stored-codecs.ts";
import { splitSession, withSession } from "../stored-session.ts";
import type { PlayerService } from "./player-service.ts";
import {
  beforeNextLook,
  nameOf,
  PlayerOrderError,
  playedElsewhere,
  type Replacement,
  RowChanges,
  type RowChangesOptions,
} from "./row-changes.ts";

const IMPORT_BYTES = 6;
/** An engine saves what it changed each second: 10 s, and told anew each second. */
const STAFF_LOOKS_MAX = 200;
const TOLD_EVERY_LOOKS = 20;

export interface PlayerOfficeOptions extends RowChangesOptions {
  /**
   * Changes the rights of a character that plays; false = the engine that has it cannot be told
   * here. Absent = no engine can.
   */
  readonly setStaffInWorld?: (id: string, owner: string, on: boolean) => boolean;
}

type Handlers = {
  readonly [V in PlayerVerb]: (order: PlayerOrders[V]) => Promise<PlayerAnswers[V]>;
};

export class PlayerOffice implements PlayerService {
  readonly #store: AggregateStore;
  readonly #options: PlayerOfficeOptions;
  readonly #rows: RowChanges;
  readonly #names = playerNames();

  constructor(options: PlayerOfficeOptions) {
    this.#options = options;
    this.#store = options.store;
    this.#rows = new RowChanges(options);
  }

  async carryOut<V extends PlayerVerb>(verb: V, order: PlayerOrders[V]): Promise<PlayerAnswers[V]> {
    return this.#handlers[verb](order);
  }

  readonly #handlers: Handlers = {
    list: async ({ after, limit }) => ({
      players: await this.#store.list("player", after ?? null, Math.min(limit, LIST_MAX)),
    }),
    show: async ({ who }) => this.#show(await this.#rows.find(who)),
    export: async ({ who, password }) => {
      const row = await this.#rows.find(who);
      const auth = password ? await this.#store.readAuth(row.id) : undefined;
      const made = playerExport(row, auth?.passwordHash);
      if (made.ok) return made.value;
      throw new PlayerOrderError(`${nameOf(row)} cannot be read: ${made.error}.`);
    },
    import: (order) => this.#import(order),
    rename: async ({ who, to, kick }) => {
      const name = this.#newName(to);
      const before = await this.#rows.replace(who, kick, (row) => changed(row, { name }));
      return { text: `${nameOf(before)} is called ${name} now.` };
    },
    delete: async ({ who, kick }) => {
      const before = await this.#rows.replace(who, kick, () => null);
      return { text: `${nameOf(before)} is deleted.` };
    },
    password: async ({ who, hash }) => {
      if (!isPasswordHash(hash)) throw new PlayerOrderError("That is no argon2id hash.");
      const row = await this.#rows.find(who);
      await this.#setHash(row.id, hash);
      return { text: `${nameOf(row)} has a new password, and no failed logins.` };
    },
    staff: (order) => this.#staff(order),
  };

  async #show(row: AggregateRow): Promise<ShownPlayer> {
    const { id, name, owner, epoch, version } = row;
    const auth = await this.#store.readAuth(id);
    const read = playerCodec.decode(splitSession(row.state).state);
    const state = read.ok ? read.value : undefined;
    return {
      id,
      name,
      owner,
      epoch,
      version,
      problem: read.ok ? null : read.error,
      race: state?.race ?? "",
      class: state?.class ?? "",
      level: state?.level ?? 0,
      room: state?.room ?? "",
      gold: state?.gold ?? 0,
      bankGold: state?.bankGold ?? 0,
      things: state === undefined ? 0 : thingsOf(state),
      staff: state?.staff ?? false,
      lockedUntilMs: auth?.lockedUntilMs ?? 0,
    };
  }

  async #import(order: PlayerOrders["import"]): Promise<PlayerAnswers["import"]> {
    const read = readExport(order.file);
    if (!read.ok) {
      const [first] = read.error;
      throw new PlayerOrderError(`${pathText(first?.path ?? [])}: ${first?.sentence}`);
    }
    const name = order.as === undefined ? read.value.name : this.#newName(order.as);
    const there = await this.#store.findByName("player", name);
    if (there === undefined) return this.#create(name, read.value);
    if (!order.force) {
      throw new PlayerOrderError(
        `There is a character called ${there.name} already. Choose another name with --as, or ` +
          "add --force to overwrite it.",
      );
    }
    await this.#rows.replace(name, order.kick, (row) => ({
      name: row.name,
      state: imported(read.value, row.name ?? name, row.id),
    }));
    if (read.value.passwordHash !== undefined) {
      await this.#setHash(there.id, read.value.passwordHash);
    }
    return { text: `${there.name} was overwritten with what the file holds.` };
  }

  async #create(name: string, file: ImportedPlayer): Promise<PlayerAnswers["import"]> {
    const passwordHash = file.passwordHash ?? UNKNOWN_NAME_HASH;
    const result = await this.#store.createPlayer({
      name,
      auth: { passwordHash, failures: 0, lockedUntilMs: 0 },
      stateFor: (id) => imported(file, name, id),
    });
    if (result.outcome === "nameTaken") {
      throw new PlayerOrderError(`Somebody has just taken the name ${name}. Choose another one.`);
    }
    const login =
      file.passwordHash === undefined
        ? ` It has no password: set one with \`ambon player set-password ${name}\`.`
        : "";
    return { text: `${name} was made from the file, with the id ${result.row.id}.${login}` };
  }

  async #setHash(id: string, passwordHash: string): Promise<void> {
    const current = await this.#store.readAuth(id);
    const auth = { passwordHash, failures: 0, lockedUntilMs: 0 };
    if (await this.#store.writeAuth(id, auth, current?.version ?? 0)) return;
    throw new PlayerOrderError("Somebody logged in at the same moment: try again.");
  }

  async #staff({ who, on }: PlayerOrders["staff"]): Promise<PlayerAnswers["staff"]> {
    const name = await this.#setStaff(who, on);
    return { text: on ? `${name} is staff now.` : `${name} is no longer staff.` };
  }

  /**
   * In the row, or in the world by the engine that has the row. What that engine was told may be
   * lost with a player who goes at that moment: it is true when the row says so, and told again
   * until then.
   */
  async #setStaff(who: string, on: boolean): Promise<string> {
    const { setStaffInWorld } = this.#options;
    for (let look = 0; look < STAFF_LOOKS_MAX; look += 1) {
      const row = await this.#rows.find(who);
      const { id, owner } = row;
      if (owner === null || this.#rows.isFree(owner) || setStaffInWorld === undefined) {
        return nameOf(await this.#rows.replace(who, false, (held) => changed(held, { staff: on })));
      }
      if (look % TOLD_EVERY_LOOKS === 0) {
        if (!setStaffInWorld(id, owner, on)) throw playedElsewhere(nameOf(row), owner);
      } else if (isStaff(row) === on) return nameOf(row);
      await beforeNextLook();
    }
    throw new PlayerOrderError(
      `The engine that has ${who} was told, but did not save it: look with \`ambon player show\`.`,
    );
  }

  #newName(typed: string): string {
    const name = this.#names.check(typed);
    if (name.ok) return name.value;
    throw new PlayerOrderError(`"${typed}" cannot be a name: ${name.error.message}`);
  }
}

const isStaff = (row: AggregateRow): boolean => {
  const read = playerCodec.decode(splitSession(row.state).state);
  if (!read.ok) throw new PlayerOrderError(`${nameOf(row)} cannot be read: ${read.error}.`);
  return read.value.staff;
};

/** The row with some fields of its character changed; a session that may come back still may. */
const changed = (row: AggregateRow, part: Partial<PlayerState>): Replacement => {
  const { state: stored, session } = splitSession(row.state);
  const read = playerCodec.decode(stored);
  if (!read.ok) throw new PlayerOrderError(`${nameOf(row)} cannot be read: ${read.error}.`);
  const state = encodeCanonical({ ...read.value, ...part });
  const name = part.name ?? row.name;
  return { name, state: session === undefined ? state : withSession(state, session) };
};

const imported = ({ state }: ImportedPlayer, name: string, id: string): string => {
  const uids = `import-${randomBytes(IMPORT_BYTES).toString("hex")}/0`;
  return encodeCanonical(withNewUids({ ...state, id: playerId(id), name }, uids));
};

const countAll = (items: readonly ItemState[]): number =>
  items.reduce((sum, item) => sum + 1 + countAll(item.contents ?? []), 0);

const thingsOf = (state: PlayerState): number =>
  countAll(state.inventory) + countAll(state.bankItems) + countAll(Object.values(state.equipment));
