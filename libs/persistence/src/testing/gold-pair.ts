/** Two players between whom gold moves: whoever reads them sees at once what a crash has broken. */

import type { AggregateRow, AggregateStore, CutRow } from "../store.ts";

export const TOTAL_GOLD = 100;
export const OWNER = "child#1";
const NAMES = { rich: TOTAL_GOLD, poor: 0 } as const;

export type Pair = readonly [rich: AggregateRow, poor: AggregateRow];

const goldIn = (row: AggregateRow): number => (JSON.parse(row.state) as { gold: number }).gold;

/** Claims a player, after making it when it is not there. */
export async function claimPlayer(
  store: AggregateStore,
  name: string,
  gold: number,
): Promise<AggregateRow> {
  const auth = { passwordHash: "x", failures: 0, lockedUntilMs: 0 };
  if ((await store.findByName("player", name)) === undefined) {
    await store.createPlayer({ name, auth, stateFor: () => JSON.stringify({ gold }) });
  }
  const row = await store.findByName("player", name);
  if (row === undefined) throw new Error("created, but not there");
  const { owner, epoch } = row;
  const expected = owner === null ? null : { owner, epoch };
  const claim = await store.claim({ kind: "player", id: row.id }, OWNER, expected);
  if (claim.outcome !== "claimed") throw new Error(`not claimed: ${claim.outcome}`);
  return claim.row;
}

export const claimPair = async (store: AggregateStore): Promise<Pair> => [
  await claimPlayer(store, "Rich", NAMES.rich),
  await claimPlayer(store, "Poor", NAMES.poor),
];

/** What is wrong with the pair as it is stored, when `saved` was the last version acknowledged. */
export function pairProblems([rich, poor]: Pair, saved: number): readonly string[] {
  const problems: string[] = [];
  if (goldIn(rich) + goldIn(poor) !== TOTAL_GOLD) problems.push("the sum of gold changed");
  if (rich.version !== poor.version) problems.push("half a cut was stored");
  if (rich.version < saved) problems.push(`${rich.version} is older than ${saved}`);
  return problems;
}

export const cutRow = (row: AggregateRow, gold: number, version: number): CutRow => ({
  kind: row.kind,
  id: row.id,
  epoch: row.epoch,
  version,
  state: JSON.stringify({ gold }),
});

/** Both rows of one move, at one version. */
export const pairRows = ([rich, poor]: Pair, version: number): readonly CutRow[] => {
  const gold = version % TOTAL_GOLD;
  return [cutRow(rich, gold, version), cutRow(poor, TOTAL_GOLD - gold, version)];
};
