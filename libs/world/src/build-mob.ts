/** Declared mobs -> MobDefs: values of their tier, resolved loot, patrols that can be walked. */
import { leadsTo } from "./build-room.ts";
import type { Catalogue, Declared } from "./catalogue.ts";
import type { ItemDef, MobDef, RoomDef } from "./definition.ts";
import type { RawMob } from "./mob-schema.ts";
import { refuseFixed } from "./refuse-fixed.ts";
import { tierValues } from "./tier.ts";

const COWARD_FLEE_PERMILLE = 200;

/** Builds every mob that was decoded, in file order; problems go to the catalogue's list. */
export function buildMobs(
  catalogue: Catalogue,
  rooms: ReadonlyMap<string, RoomDef>,
  items: ReadonlyMap<string, ItemDef>,
): Map<string, MobDef> {
  const mobs = new Map<string, MobDef>();
  for (const mob of catalogue.mobs.values()) {
    if (mob.value === undefined) continue;
    checkBehaviours(catalogue, mob, mob.value);
    mobs.set(mob.id, {
      ...buildMob(mob, mob.value),
      patrol: buildPatrol(catalogue, mob, mob.value, rooms),
      loot: buildLoot(catalogue, mob, mob.value, items),
    });
  }
  return mobs;
}

function buildMob(mob: Declared<RawMob>, raw: RawMob): Omit<MobDef, "patrol" | "loot"> {
  const tier = tierValues(raw.tier, raw.level);
  const flee = raw.behaviours.includes("coward") ? COWARD_FLEE_PERMILLE : 0;
  return {
    id: mob.id,
    name: raw.name,
    keywords: raw.keywords,
    description: raw.description,
    ground: raw.ground,
    level: raw.level,
    tier: raw.tier,
    hp: raw.hp ?? tier.hp,
    damage: raw.damage ?? tier.damage,
    armour: raw.armour ?? tier.armour,
    dodge: raw.dodge ?? tier.dodge,
    xp: raw.xp ?? tier.xp,
    gold: raw.gold ?? tier.gold,
    behaviours: raw.behaviours,
    wanderSteps: raw.wanderSteps,
    fleePermille: raw.flee ?? flee,
    sayings: raw.sayings,
  };
}

function checkBehaviours(catalogue: Catalogue, mob: Declared<RawMob>, raw: RawMob): void {
  const moves = (["sentinel", "wander", "patrol"] as const).filter((name) =>
    raw.behaviours.includes(name),
  );
  if (moves.length > 1) {
    const message = `mob "${mob.id}" is told to ${moves.join(" and ")} at once`;
    catalogue.problems.error(mob.source, mob.at, message, "keep one of them");
  }
  if (raw.behaviours.includes("patrol") && raw.patrol.length < 2) {
    const message = `mob "${mob.id}" patrols fewer than two rooms`;
    catalogue.problems.error(mob.source, mob.at, message, "add patrol: [room, room]");
  }
  if (!raw.behaviours.includes("patrol") && raw.patrol.length > 0) {
    const message = `mob "${mob.id}" has a patrol and does not walk it`;
    catalogue.problems.warning(mob.source, mob.at, message, "add behaviours: [patrol]");
  }
  if (raw.flee !== undefined && !raw.behaviours.includes("coward")) {
    const message = `mob "${mob.id}" has flee and is no coward`;
    catalogue.problems.warning(mob.source, mob.at, message, "add behaviours: [coward]");
  }
}

function buildPatrol(
  catalogue: Catalogue,
  mob: Declared<RawMob>,
  raw: RawMob,
  rooms: ReadonlyMap<string, RoomDef>,
): string[] {
  const patrol: string[] = [];
  for (const stop of raw.patrol) {
    const id = catalogue.resolve("room", mob.zone, mob.source, stop);
    if (id === undefined) continue;
    const refuse = (message: string, hint: string): void =>
      catalogue.problems.error(mob.source, stop.at, message, hint);
    const room = rooms.get(id);
    const before = rooms.get(patrol.at(-1) ?? "");
    if (room?.zone !== undefined && room.zone !== mob.zone) {
      refuse(`the patrol of "${mob.id}" leaves its zone`, "mobs stay in their zone");
    } else if (room?.flags.includes("noMobs")) {
      refuse(`the patrol of "${mob.id}" enters "${id}", which is noMobs`, "leave the room out");
    } else if (room !== undefined && before !== undefined && !joined(catalogue, before, room)) {
      const message = `the patrol of "${mob.id}" cannot walk between "${before.id}" and "${id}"`;
      refuse(message, "neighbours of a patrol need exits both ways");
    }
    patrol.push(id);
  }
  return patrol;
}

/** Gives the benefit of the doubt while exits may be missing because of other errors. */
function joined(catalogue: Catalogue, a: RoomDef, b: RoomDef): boolean {
  if (catalogue.problems.losses > 0) return true;
  return leadsTo(a.exits, b.id) && leadsTo(b.exits, a.id);
}

function buildLoot(
  catalogue: Catalogue,
  mob: Declared<RawMob>,
  raw: RawMob,
  items: ReadonlyMap<string, ItemDef>,
): { item: string; chancePermille: number }[] {
  const loot: { item: string; chancePermille: number }[] = [];
  for (const { item, chance } of raw.loot) {
    const id = catalogue.resolve("item", mob.zone, mob.source, item);
    if (id === undefined) continue;
    refuseFixed(catalogue, mob.source, item.at, items.get(id), "be loot");
    loot.push({ item: id, chancePermille: chance });
  }
  return loot;
}
