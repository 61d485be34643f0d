/** A small world for tests, made in code so that rules are tested apart from content. */

import { CLASS, ITEM, MOB, RACE, ROOM, worldOf } from "./definitions.ts";

/** Two zones: `a` (hall, yard, vault behind a locked door, den, shop) and `b` (field). */
export const smallWorld = () =>
  worldOf({
    startRoom: "a:hall",
    respawnRoom: "a:hall",
    rooms: [
      ROOM("a:hall", 1, {
        title: "Hall",
        description: "A bare hall with a fountain.",
        flags: ["safe", "bank"],
        exits: {
          north: { to: "a:yard" },
          east: {
            to: "a:vault",
            door: { name: "iron door", keywords: ["door", "iron"], state: "locked", key: "a:key" },
          },
          west: { to: "a:shop" },
        },
        extras: [{ keywords: ["fountain"], description: "Water plays in it." }],
      }),
      ROOM("a:yard", 2, {
        title: "Yard",
        exits: { south: { to: "a:hall" }, north: { to: "b:field" }, east: { to: "a:den" } },
      }),
      ROOM("a:vault", 3, {
        title: "Vault",
        exits: {
          west: {
            to: "a:hall",
            door: { name: "iron door", keywords: ["door", "iron"], state: "locked", key: "a:key" },
          },
        },
      }),
      ROOM("a:den", 4, { title: "Den", exits: { west: { to: "a:yard" } } }),
      ROOM("a:shop", 5, { title: "Shop", exits: { east: { to: "a:hall" } }, flags: ["safe"] }),
      ROOM("b:field", 6, { title: "Field", exits: { south: { to: "a:yard" } } }),
    ],
    items: [
      ITEM("a:key", "an iron key", ["key", "iron"], { kind: "key" }),
      ITEM("a:sword", "a short sword", ["sword", "short"], {
        kind: "weapon",
        slot: "weapon",
        value: 20,
        damage: { min: 3, max: 5 },
      }),
      ITEM("a:cap", "a leather cap", ["cap", "leather"], {
        kind: "armour",
        slot: "head",
        value: 10,
        armour: 2,
        bonus: { hp: 5 },
      }),
      ITEM("a:coin", "an old coin", ["coin", "old"], { value: 4 }),
      ITEM("a:bread", "a loaf of bread", ["bread", "loaf"], {
        kind: "consumable",
        value: 3,
        use: { verb: "eat", healHp: 10, healMana: 0, charges: 1, message: "It fills you." },
      }),
      ITEM("a:chest", "an oak chest", ["chest", "oak"], {
        kind: "container",
        fixed: true,
        container: { capacity: 5, closed: true, locked: true, key: "a:key" },
      }),
      ITEM("a:bag", "a cloth bag", ["bag", "cloth"], {
        kind: "container",
        container: { capacity: 3, closed: false, locked: false },
      }),
      ITEM("a:tail", "a rat tail", ["tail"], { value: 2 }),
    ],
    mobs: [
      MOB("a:rat", "a rat", ["rat"], {
        hp: 6,
        damage: { min: 1, max: 1 },
        xp: 40,
        gold: { min: 2, max: 2 },
        loot: [{ item: "a:tail", chancePermille: 1000 }],
      }),
      MOB("a:ogre", "an ogre", ["ogre"], {
        level: 5,
        hp: 500,
        damage: { min: 30, max: 40 },
        behaviours: ["aggressive"],
        xp: 500,
      }),
      MOB("a:keeper", "the shopkeeper", ["keeper", "shopkeeper"], { behaviours: ["sentinel"] }),
    ],
    zones: [
      {
        id: "a",
        spawns: [
          { mob: "a:rat", room: "a:yard", count: 1, respawnMs: 60_000 },
          { mob: "a:ogre", room: "a:den", count: 1, respawnMs: 60_000 },
          { mob: "a:keeper", room: "a:shop", count: 1, respawnMs: 60_000 },
        ],
        placements: [
          { item: "a:key", room: "a:yard", count: 1, respawnMs: 60_000 },
          { item: "a:coin", room: "a:hall", count: 3, respawnMs: 60_000 },
          { item: "a:chest", room: "a:vault", count: 1, respawnMs: 60_000 },
          { item: "a:sword", inside: "a:chest", count: 1, respawnMs: 60_000 },
          { item: "a:bag", room: "a:hall", count: 1, respawnMs: 60_000 },
        ],
      },
      { id: "b", spawns: [], placements: [] },
    ],
    shops: [
      {
        id: "a:shop",
        name: "Everything",
        room: "a:shop",
        keeper: "a:keeper",
        stock: [
          { item: "a:bread", max: 3, restockMs: 30_000 },
          { item: "a:cap", max: 1, restockMs: 0 },
        ],
        buyPermille: 1000,
        sellPermille: 500,
        buys: ["thing", "armour", "weapon"],
      },
    ],
    races: [RACE("human"), RACE("elf", { dexterity: 2 })],
    classes: [CLASS("warrior", { attack: "strength", kit: ["a:bread"], gold: 20 }), CLASS("mage")],
  });
