/** Who is in the world: the engine's roster, as a table and as data. */

import type { PackageName } from "@ambon/data/packages";
import { line, named, table } from "@ambon/markup/build";
import { keep } from "@ambon/markup/kept";
import type { Inline, Markup } from "@ambon/markup/tree";
import type { WorldDefinition } from "@ambon/world/definition";
import type { ZoneContext } from "../context.ts";
import type { RosterEntry } from "../input.ts";
import { show } from "../output.ts";
import type { PlayerEntity } from "../state.ts";
import { wants } from "../subscriptions.ts";

/** Longer rosters are cut, with a line that says so. */
const MAX_ROWS = 100;
const WHO_PACKAGE: PackageName = "Server.Who";

interface WhoEntry {
  readonly name: string;
  readonly level: number;
  readonly race: string;
  readonly class: string;
  readonly afk: boolean;
}

/** What everybody who asks reads as long as the roster is the same. */
interface WhoAnswer {
  readonly world: WorldDefinition;
  readonly markup: Markup;
  readonly entries: readonly WhoEntry[];
}

/** By the engine's list, which is the same object until somebody comes, goes or changes. */
const answers = new WeakMap<readonly RosterEntry[], WhoAnswer>();

/** By name in any case; each name is put into lower case once. */
export const rosterInOrder = (players: readonly RosterEntry[]): RosterEntry[] =>
  players
    .map((entry) => ({ entry, key: entry.name.toLowerCase() }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ entry }) => entry);

const COLUMNS = ["Name", "Level", "People", "Calling", "Where", ""].map((label) =>
  label === "Level" ? { label, align: "right" as const } : { label },
);

const writeAnswer = (world: WorldDefinition, players: readonly RosterEntry[]): WhoAnswer => {
  const raceOf = (id: string): string => world.races.get(id)?.name ?? id;
  const classOf = (id: string): string => world.classes.get(id)?.name ?? id;
  const shown = rosterInOrder(players).slice(0, MAX_ROWS);
  const rows = shown.map((one): (readonly Inline[])[] => {
    const marks = [...(one.staff ? ["staff"] : []), ...(one.afk ? ["away"] : [])];
    return [
      [named("player", one.name)],
      [String(one.level)],
      [raceOf(one.race)],
      [classOf(one.class)],
      [one.zone],
      [marks.join(", ")],
    ];
  });
  const count = players.length;
  const caption = count === 1 ? "You are alone in the world" : `${count} people in the world`;
  const more = count - MAX_ROWS;
  const rest = more > 0 ? [line(`And ${more} more.`)] : [];
  const entries = shown.map((one) => ({
    name: one.name,
    level: one.level,
    race: raceOf(one.race),
    class: classOf(one.class),
    afk: one.afk,
  }));
  return { world, markup: [keep(table(caption, COLUMNS, rows)), ...rest], entries };
};

const answerOf = (world: WorldDefinition, players: readonly RosterEntry[]): WhoAnswer => {
  const known = answers.get(players);
  if (known?.world === world) return known;
  const answer = writeAnswer(world, players);
  answers.set(players, answer);
  return answer;
};

/** The answer comes back as a `roster` input. */
export const askWho = (z: ZoneContext, me: PlayerEntity): void =>
  z.emit({ e: "query", query: "who", player: me.state.id });

export const showRoster = (
  z: ZoneContext,
  me: PlayerEntity,
  players: readonly RosterEntry[],
): void => {
  const { markup, entries } = answerOf(z.world, players);
  show(z, me, "system", markup);
  if (!wants(me, WHO_PACKAGE)) return;
  z.emit({ e: "data", to: [me.state.id], package: WHO_PACKAGE, value: { players: entries } });
};
