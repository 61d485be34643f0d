/** Decoded race and class files -> RaceDefs and ClassDefs. */
import type { Catalogue } from "./catalogue.ts";
import type { ClassDef, ItemDef, RaceDef } from "./definition.ts";
import type { Source } from "./problem.ts";
import { refuseFixed } from "./refuse-fixed.ts";
import type { Named } from "./schema.ts";
import type { RawClass, RawRace } from "./world-schema.ts";

export function buildRaces(raw: readonly Named<RawRace>[]): Map<string, RaceDef> {
  const races = new Map<string, RaceDef>();
  for (const { id, value } of raw) {
    if (value === undefined) continue;
    const { name, description, attributes } = value;
    races.set(id, { id, name, description, attributes });
  }
  return races;
}

/** Kits are resolved; problems go to the catalogue's list. */
export function buildClasses(
  catalogue: Catalogue,
  source: Source,
  raw: readonly Named<RawClass>[],
  items: ReadonlyMap<string, ItemDef>,
): Map<string, ClassDef> {
  const classes = new Map<string, ClassDef>();
  for (const { id, value } of raw) {
    if (value === undefined) continue;
    const kit = value.kit.flatMap((ref) => {
      const item = catalogue.resolve("item", undefined, source, ref);
      if (item === undefined) return [];
      refuseFixed(catalogue, source, ref.at, items.get(item), "be part of a kit");
      return [item];
    });
    classes.set(id, {
      id,
      name: value.name,
      description: value.description,
      attributes: value.attributes,
      hpPerLevel: value.hpPerLevel,
      manaPerLevel: value.manaPerLevel,
      attack: value.attack,
      threatPermille: value.threat,
      kit,
      gold: value.gold,
    });
  }
  return classes;
}
