/** Who is in the world: the engine's roster, as a table and as data. */

import type { PackageName } from "@ambon/data/packages";
import { line, named, table } from "@ambon/markup/build";
import type { Inline } from "@ambon/markup/tree";
import type { ZoneContext } from "../context.ts";
import type { RosterEntry } from "../input.ts";
import { show } from "../output.ts";
import type { PlayerEntity } from "../state.ts";

/** Longer rosters are cut, with a line that says so. */
const MAX_ROWS = 100;
const WHO_PACKAGE: PackageName = "Server.Who";

const byName = (a: RosterEntry, b: RosterEntry): number => {
  const [left, right] = [a.name.toLowerCase(), b.name.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
};

/** The answer comes back as a `roster` input. */
export const askWho = (z: ZoneContext, me: PlayerEntity): void =>
  z.emit({ e: "query", query: "who", player: me.state.id });

export const showRoster = (
  z: ZoneContext,
  me: PlayerEntity,
  players: readonly RosterEntry[],
): void => {
  const sorted = [...players].sort(byName);
  const raceOf = (id: string): string => z.world.races.get(id)?.name ?? id;
  const classOf = (id: string): string => z.world.classes.get(id)?.name ?? id;
  const rows = sorted.slice(0, MAX_ROWS).map((one): (readonly Inline[])[] => {
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
  const count = sorted.length;
  const caption = count === 1 ? "You are alone in the world" : `${count} people in the world`;
  const labels = ["Name", "Level", "People", "Calling", "Where", ""];
  const columns = labels.map((label) =>
    label === "Level" ? { label, align: "right" as const } : { label },
  );
  const more = count - MAX_ROWS;
  const rest = more > 0 ? [line(`And ${more} more.`)] : [];
  show(z, me, "system", [table(caption, columns, rows), ...rest]);
  if (!me.session.subscriptions.includes(WHO_PACKAGE.toLowerCase())) return;
  const entries = sorted.slice(0, MAX_ROWS).map((one) => ({
    name: one.name,
    level: one.level,
    race: raceOf(one.race),
    class: classOf(one.class),
    afk: one.afk,
  }));
  z.emit({ e: "data", to: [me.state.id], package: WHO_PACKAGE, value: { players: entries } });
};
