/** Declared items -> ItemDefs; a kind brings the parts it needs and no others. */
import type { Catalogue, Declared } from "./catalogue.ts";
import type { ItemDef } from "./definition.ts";
import type { RawItem } from "./item-schema.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Builds every item that was decoded, in file order; problems go to the catalogue's list. */
export function buildItems(catalogue: Catalogue): Map<string, ItemDef> {
  const items = new Map<string, ItemDef>();
  for (const item of catalogue.items.values()) {
    if (item.value === undefined) continue;
    checkParts(catalogue, item, item.value);
    items.set(item.id, buildItem(catalogue, item, item.value));
  }
  return items;
}

function checkParts(catalogue: Catalogue, item: Declared<RawItem>, raw: RawItem): void {
  const { kind } = raw;
  const refuse = (message: string, hint: string): void =>
    catalogue.problems.error(item.source, item.at, `${kind} "${item.id}" ${message}`, hint);
  if (kind === "weapon" && raw.damage === undefined) refuse("has no damage", "add damage: 1-4");
  if (kind !== "weapon" && raw.damage !== undefined) {
    refuse("has damage, which only weapons do", "write kind: weapon");
  }
  if (kind === "armour" && raw.slot === undefined) refuse("has no slot", "add slot: body");
  if (kind === "container" && raw.container === undefined) {
    refuse("has no container", "add container: { capacity: 10 }");
  }
  if (kind !== "container" && raw.container !== undefined) {
    refuse("has a container part, which only containers do", "write kind: container");
  }
  if (kind === "consumable" && raw.use === undefined) {
    refuse("has no use", "add use: { verb: eat, healHp: 5 }");
  }
  if (kind !== "consumable" && raw.use !== undefined) {
    refuse("has a use part, which only consumables do", "write kind: consumable");
  }
  if (kind === "weapon" && raw.slot !== undefined && raw.slot !== "weapon") {
    refuse(`goes to slot ${raw.slot}`, "a weapon is wielded in slot weapon");
  }
  if (raw.fixed && raw.slot !== undefined)
    refuse("is fixed and cannot be worn", "drop one of both");
}

function buildItem(catalogue: Catalogue, item: Declared<RawItem>, raw: RawItem): ItemDef {
  const built: Mutable<ItemDef> = {
    id: item.id,
    name: raw.name,
    keywords: raw.keywords,
    description: raw.description,
    ground: raw.ground,
    kind: raw.kind,
    value: raw.value,
    weight: raw.weight,
    armour: raw.armour,
    bonus: raw.bonus,
    fixed: raw.fixed,
    minLevel: raw.minLevel,
  };
  const slot = raw.slot ?? (raw.kind === "weapon" ? "weapon" : undefined);
  if (slot !== undefined) built.slot = slot;
  if (raw.damage !== undefined) built.damage = raw.damage;
  if (raw.container !== undefined) built.container = buildContainer(catalogue, item, raw.container);
  if (raw.use !== undefined) {
    const { verb, healHp, healMana, charges, message } = raw.use;
    built.use = { verb, healHp, healMana, charges, message };
  }
  return built;
}

function buildContainer(
  catalogue: Catalogue,
  item: Declared<RawItem>,
  raw: NonNullable<RawItem["container"]>,
): NonNullable<ItemDef["container"]> {
  const { capacity, locked } = raw;
  const container = { capacity, closed: raw.closed || locked, locked };
  if (raw.key === undefined) {
    if (locked) {
      const message = `container "${item.id}" is locked and has no key: nobody can open it`;
      catalogue.problems.warning(item.source, raw.at, message, "add key: ITEM");
    }
    return container;
  }
  const key = catalogue.resolve("item", item.zone, item.source, raw.key);
  return key === undefined ? container : { ...container, key };
}
