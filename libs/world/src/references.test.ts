// Goal: what is decoded well but makes no sense is reported where the mistake is, once.
import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { isLoaded, loadWorld } from "./load-world.ts";
import { complaints, fixtureFiles, inTown } from "./world-fixture.ts";

const AT = "zones/town.yaml:";

test("[WO30] references that lead nowhere suggest what was meant, and are reported once", () => {
  deepEqual(inTown("north: gate", "north: gte"), [
    `${AT}12:14: error: there is no room "town:gte" (did you mean "gate"?)`,
  ]);
  deepEqual(inTown("west: moor:edge", "west: moor:edg"), [
    `${AT}14:13: error: there is no room "moor:edg" (did you mean "moor:edge"?)`,
  ]);
  deepEqual(inTown("west: moor:edge", "west: mor:edge"), [
    `${AT}14:13: error: there is no zone "mor" (for "mor:edge") (did you mean "moor"?)`,
  ]);
  deepEqual(inTown("west: moor:edge", "west: edge"), [
    `${AT}14:13: error: there is no room "town:edge" (did you mean "moor:edge"?)`,
  ]);
  deepEqual(inTown("room: gate, count", "room: bread, count"), [
    `${AT}80:23: error: there is no room "town:bread" ("bread" is of kind item, not room)`,
  ]);
});

test("[WO30] doors, loot, spawns, placements, shops and kits are checked alike", () => {
  deepEqual(inTown("name: an oak door, key: bun_key", "name: an oak door, key: bn_key"), [
    `${AT}13:87: error: there is no item "town:bn_key" (did you mean "bun_key"?)`,
  ]);
  deepEqual(inTown("item: bread, chance", "item: brad, chance"), [
    `${AT}77:20: error: there is no item "town:brad" (did you mean "bread"?)`,
  ]);
  deepEqual(inTown("mob: rat, room", "mob: cat, room"), [
    `${AT}80:12: error: there is no mob "town:cat" (did you mean "rat"?)`,
  ]);
  deepEqual(inTown("item: chest, room", "item: chst, room"), [
    `${AT}82:13: error: there is no item "town:chst" (did you mean "chest"?)`,
  ]);
  deepEqual(inTown("keeper: baker", "keeper: bakr"), [
    `${AT}88:13: error: there is no mob "town:bakr" (did you mean "baker"?)`,
  ]);
  deepEqual(inTown("stock: [{ item: bread", "stock: [{ item: bred"), [
    `${AT}90:21: error: there is no item "town:bred" (did you mean "bread"?)`,
  ]);
  const kit = { path: "classes.yaml", from: "town:sword", to: "town:swrd" };
  deepEqual(complaints(fixtureFiles(kit)), [
    'classes.yaml:5:9: error: there is no item "town:swrd" (did you mean "town:sword"?)',
  ]);
});

test("[WO30] a zone that cannot be read is not reported again at every reference to it", () => {
  const edit = { path: "zones/moor.yaml", from: "name: The Moor", to: "name: [The Moor" };
  deepEqual(
    complaints(fixtureFiles(edit)).map((text) => text.slice(0, 20)),
    ["zones/moor.yaml:3:1:"],
  );
});

test("[WO31] a room number belongs to one room of the world", () => {
  deepEqual(inTown("num: 2", "num: 4"), [
    `${AT}19:10: error: num 4 is taken by room "moor:edge" already (6 is free)`,
  ]);
});

test("[WO32] a door stands on both sides; sides that differ are refused", () => {
  const result = loadWorld(fixtureFiles());
  const door = isLoaded(result) && result.world.rooms.get("town:bakery")?.exits.west?.door;
  const keywords = ["oak", "door"];
  deepEqual(door, { name: "an oak door", keywords, state: "closed", key: "town:bun_key" });
  const west = "exits: { west: { to: square, door: { name: oak door, state: open } } }";
  const hint = "leave one side out or make them equal";
  deepEqual(inTown("exits: { west: square }", west), [
    `${AT}29:34: error: the two sides of the door "oak door" differ in key ` +
      `(none here, town:bun_key in "town:square"; ${hint})`,
    `${AT}29:34: error: the two sides of the door "oak door" differ in state ` +
      `(open here, closed in "town:square"; ${hint})`,
  ]);
});

test("[WO33] rooms that nobody can walk to are errors, a zone that is cut off is one", () => {
  deepEqual(inTown("      east: {", "      up: {"), [
    `${AT}13:7: note: crooked exit: up from "town:square" to "town:bakery", but west leads back`,
    `${AT}29:14: note: crooked exit: west from "town:bakery" to "town:square", but up leads back`,
  ]);
  deepEqual(
    inTown("      west: moor:edge\n", ""),
    [
      'zones/moor.yaml:1:7: error: no room of zone "moor" can be reached from the start room ' +
        '"town:square" (add an exit to one of its rooms from another zone)',
      'zones/moor.yaml:11:14: note: one-way exit: east from "moor:edge" to "town:square"',
    ].map((text) => text),
  );
  const hollow = { path: "zones/moor.yaml", from: ", down: hollow }", to: " }" };
  deepEqual(complaints(fixtureFiles(hollow)), [
    'zones/moor.yaml:12:3: error: room "moor:hollow" cannot be reached from the start room ' +
      '"town:square" (add an exit that leads to it)',
    'zones/moor.yaml:18:14: note: one-way exit: up from "moor:hollow" to "moor:edge"',
  ]);
});

test("[WO34] one-way exits are notes and do not keep a world from starting", () => {
  const edit = {
    path: "zones/moor.yaml",
    from: "exits: { up: edge }",
    to: "exits: { up: town:gate }",
  };
  const result = loadWorld(fixtureFiles(edit));
  equal(isLoaded(result), true);
  deepEqual(
    result.problems.map(({ severity, message }) => `${severity} ${message}`),
    [
      'note one-way exit: down from "moor:edge" to "moor:hollow"',
      'note one-way exit: up from "moor:hollow" to "town:gate"',
    ],
  );
});

test("[WO35] patrols can be walked, and a mob is told one way to move", () => {
  deepEqual(inTown("patrol: [square, gate]", "patrol: [square, gate, bakery]"), [
    `${AT}76:28: error: the patrol of "town:rat" cannot walk between "town:gate" and ` +
      '"town:bakery" (neighbours of a patrol need exits both ways)',
  ]);
  deepEqual(inTown("patrol: [square, gate]", "patrol: [square]"), [
    `${AT}68:3: error: mob "town:rat" patrols fewer than two rooms (add patrol: [room, room])`,
  ]);
  deepEqual(inTown("patrol: [square, gate]", "patrol: [square, moor:edge]"), [
    `${AT}76:22: error: the patrol of "town:rat" leaves its zone (mobs stay in their zone)`,
  ]);
  deepEqual(inTown("flags: [safe]", "flags: [noMobs]"), [
    `${AT}76:14: error: the patrol of "town:rat" enters "town:square", which is noMobs ` +
      "(leave the room out)",
  ]);
  deepEqual(inTown("behaviours: [sentinel]", "behaviours: [sentinel, wander]"), [
    `${AT}62:3: error: mob "town:baker" is told to sentinel and wander at once ` +
      "(keep one of them)",
  ]);
  deepEqual(inTown("[patrol, coward]", "[coward]"), [
    `${AT}68:3: warning: mob "town:rat" has a patrol and does not walk it ` +
      "(add behaviours: [patrol])",
  ]);
});

test("[WO36] placements lie in one place, which can hold them", () => {
  const chest = "{ item: chest, room: gate }";
  deepEqual(inTown(chest, "{ item: chest, room: gate, inside: chest }"), [
    `${AT}82:5: error: a placement has both room and inside (give it exactly one of both)`,
  ]);
  deepEqual(inTown(chest, "{ item: chest }"), [
    `${AT}82:5: error: a placement has neither room nor inside (give it exactly one of both)`,
  ]);
  deepEqual(inTown(chest, "{ item: chest, inside: chest }"), [
    `${AT}82:28: error: container "town:chest" would lie inside itself ` +
      "(place one of them in a room)",
  ]);
  deepEqual(inTown(chest, "{ item: bread, room: gate }"), [
    `${AT}83:28: error: container "town:chest" is not placed in this zone ` +
      "(place it in a room first)",
  ]);
  deepEqual(inTown("inside: chest, count: 2", "inside: chest, count: 4"), [
    `${AT}83:28: error: container "town:chest" holds 3, and 4 are placed inside`,
  ]);
  deepEqual(inTown("inside: chest, count", "inside: bread, count"), [
    `${AT}83:28: error: item "town:bread" is no container ` +
      "(write room: ROOM, or kind: container there)",
  ]);
  deepEqual(inTown(chest, "{ item: chest, room: moor:edge }"), [
    `${AT}82:26: error: room "moor:edge" is in another zone ` +
      "(write this into the file of that zone)",
  ]);
});

test("[WO37] shops have a keeper of their zone who is there, and prices nobody can milk", () => {
  deepEqual(inTown("buys: [consumable]", "buys: [consumable]\n    sell: 120%"), [
    `${AT}90:11: error: shop "town:oven" pays players more than it asks from them ` +
      "(sell must be at most 100%)",
  ]);
  deepEqual(inTown("room: bakery\n    keeper", "room: gate\n    keeper"), [
    `${AT}88:13: warning: keeper "town:baker" does not appear in room "town:gate" ` +
      "(add it to spawns, or the shop stays closed)",
  ]);
  const second = "shops:\n  stall: { name: Stall, room: bakery, keeper: baker }\n";
  deepEqual(inTown("shops:\n", second), [
    `${AT}88:11: error: room "town:bakery" has shop "town:stall" already (one shop a room)`,
  ]);
});

test("[WO38] an item has the parts of its kind, and what is handed out can be carried", () => {
  deepEqual(inTown("damage: 2-5", "value: 5"), [
    `${AT}37:3: error: weapon "town:sword" has no damage (add damage: 1-4)`,
  ]);
  deepEqual(inTown("kind: key", "use: { verb: eat }"), [
    `${AT}31:3: error: thing "town:bun_key" has a use part, which only consumables do ` +
      "(write kind: consumable)",
  ]);
  deepEqual(inTown("kind: consumable", "kind: container"), [
    `${AT}53:3: error: container "town:bread" has a use part, which only consumables do ` +
      "(write kind: consumable)",
    `${AT}53:3: error: container "town:bread" has no container ` +
      "(add container: { capacity: 10 })",
  ]);
  deepEqual(inTown("kind: key", "kind: armour"), [
    `${AT}31:3: error: armour "town:bun_key" has no slot (add slot: body)`,
  ]);
  const kit = { path: "classes.yaml", from: "town:sword", to: "town:chest" };
  deepEqual(complaints(fixtureFiles(kit)), [
    'classes.yaml:5:9: error: item "town:chest" is fixed and cannot be part of a kit ' +
      "(remove fixed: true, or choose another item)",
  ]);
});

test("[WO39] what can be played but was hardly meant is a warning", () => {
  deepEqual(inTown("locked: true, key: bun_key", "locked: true"), [
    `${AT}52:5: warning: container "town:chest" is locked and has no key: nobody can open it ` +
      "(add key: ITEM)",
  ]);
  const town = "zones/town.yaml";
  const angry = { path: town, from: "[patrol, coward]", to: "[patrol, aggressive]" };
  const inside = { path: town, from: "room: gate, count: 2", to: "room: square, count: 2" };
  deepEqual(complaints(fixtureFiles(angry, inside)), [
    `${AT}80:12: warning: aggressive mob "town:rat" appears in safe room "town:square" and ` +
      "cannot attack",
  ]);
  deepEqual(inTown("exits: { south: square }", "exits: { south: square, up: gate }"), [
    `${AT}23:29: warning: the exit "up" of room "town:gate" leads back into it`,
  ]);
  deepEqual(
    inTown("tier: weak", "tier: weak\n    flee: 10%").concat(
      inTown("behaviours: [sentinel]", "flee: 10%"),
    ),
    [`${AT}62:3: warning: mob "town:baker" has flee and is no coward (add behaviours: [coward])`],
  );
  const short = {
    path: "zones/moor.yaml",
    from: "title: A Hollow\n    description: ",
    to: "title: A Hollow\n    description: Mud. #",
  };
  deepEqual(complaints(fixtureFiles(short)), [
    'zones/moor.yaml:15:18: warning: the description of room "moor:hollow" has only 4 ' +
      "characters (120 or more give players a place to imagine)",
  ]);
});
