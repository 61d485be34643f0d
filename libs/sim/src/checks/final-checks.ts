/** What must be true when nothing goes wrong any more. */

import { playerId } from "@ambon/kernel/ids";
import { keyText } from "@ambon/persistence/row-rules";
import type { Cluster } from "../cluster.ts";
import type { EngineRun } from "../nodes/engine-node.ts";
import type { Surroundings } from "../nodes/surroundings.ts";

const PAGE = 500;

/** The number of the last line that a stored character has applied. */
const seqOf = (state: string): number =>
  (JSON.parse(state) as { readonly inputSeq?: number }).inputSeq ?? 0;

/** Nobody types: each player is in one zone, and the store has what the zones have. */
export const checkQuiet = (around: Surroundings, cluster: Cluster): void => {
  const { checks, lines, store } = around;
  lines.checkNothingMissing();
  const { running } = cluster;
  if (running.length < cluster.engines.length) checks.wrong("live", "an engine is missing");
  const runs = running.map((run) => ({ run, zones: run.running }));
  const playing = new Set(
    cluster.bots.filter(({ state }) => state === "playing").map(({ name }) => name),
  );
  for (const { id, name } of store.rows.list("player", null, PAGE)) {
    const places = runs.flatMap(({ run, zones }) =>
      run.zones.holding(id, zones).map((zone) => ({ run, zone })),
    );
    const where = places.map(({ run, zone }) => `${zone} of ${run.owner}`).join(" and ");
    if (places.length > 1) checks.wrong("I2", `${name} is in ${where}`);
    const [place] = places;
    if (place === undefined && playing.has(name ?? "")) {
      checks.wrong("I2", `${name} plays and is in no zone`);
    }
    const row = store.rows.read({ kind: "player", id });
    if (place === undefined || row === undefined) continue;
    const state = place.run.zones.zones.get(place.zone)?.playerState(playerId(id));
    if (row.owner !== place.run.owner) {
      checks.wrong("I2", `${name} is in ${where} and belongs to ${row.owner}`);
    } else if (seqOf(row.state) !== state?.inputSeq) {
      checks.wrong("I6", `${name} is not saved after ten quiet seconds`);
    }
  }
  for (const id of cluster.hosted) {
    const owners = runs.filter(({ zones }) => zones.has(id)).map(({ run }) => run.owner);
    const kind = id.startsWith("@") ? "document" : "zone";
    const row = store.rows.read({ kind, id });
    if (owners.length !== 1)
      checks.wrong("I12", `${id} is run by ${owners.join(" and ") || "none"}`);
    else if (row?.owner !== owners[0]) {
      checks.wrong("I12", `${id} is run by ${owners[0]} and belongs to ${row?.owner}`);
    }
  }
};

/**
 * An engine says that it has ended in good order. After a stop none of its rows is left; after a
 * drain the rows it leaves to the next run are what its zones are.
 */
export const checkEnded = (around: Surroundings, run: EngineRun, how: "stop" | "drain"): void => {
  const { checks, store } = around;
  for (const kind of ["player", "zone", "document"] as const) {
    for (const { id } of store.rows.list(kind, null, PAGE)) {
      const row = store.rows.read({ kind, id });
      // What it claimed and never came to use belongs to it without having anything of it.
      if (row?.owner !== run.owner || run.rows.saved.get(keyText(row)) !== row.epoch) continue;
      if (how === "stop") checks.wrong("I13", `${kind} ${id} still belongs to ${run.owner}`);
      const [zone] = kind === "player" ? run.zones.holding(id, run.running) : [];
      const state = zone === undefined ? undefined : run.zones.zones.get(zone);
      const inputSeq = state?.playerState(playerId(id))?.inputSeq;
      if (inputSeq !== undefined && inputSeq !== seqOf(row.state)) {
        checks.wrong("I13", `${kind} ${id} is at line ${inputSeq} and not stored as such`);
      }
    }
  }
};

/** The engine was asked to stop: everything is saved and free. */
export const checkEnd = (
  { checks, lines, store }: Surroundings,
  cluster: Cluster,
  bots: ReadonlyMap<string, number>,
): void => {
  for (const { owner } of cluster.running) {
    checks.wrong("I13", `${owner} has not stopped in time`);
  }
  for (const [id, bot] of bots) {
    const row = store.rows.read({ kind: "player", id });
    if (row?.owner !== null) checks.wrong("I13", `player ${id} belongs to ${row?.owner}`);
    lines.goesOnFrom(bot, seqOf(row?.state ?? "{}"), 0, false);
  }
  lines.checkNothingMissing();
};
