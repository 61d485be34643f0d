/**
 * The world that is simulated: the small world of the tests (a town with bank, shop, doors, a rat
 * and an ogre, and a field), and two more zones, so that there is a ring of borders to walk.
 */

import { ITEM, ROOM, worldOf } from "@ambon/game/testing/definitions";
import { smallWorld } from "@ambon/game/testing/small-world";
import { type WorldLibrary, worldLibrary } from "@ambon/game/world-library";
import type { RoomDef, WorldDefinition } from "@ambon/world/definition";

/** Ways that rooms of the small world have in the ring. */
const MORE_EXITS: Readonly<Record<string, RoomDef["exits"]>> = {
  "a:yard": { west: { to: "d:mine" } },
  "b:field": { east: { to: "c:shore" } },
};

const ringWorld = (): WorldDefinition => {
  const small = smallWorld();
  const { startRoom, respawnRoom, mobs, shops, races, classes } = small;
  const rooms = [...small.rooms.values()].map((room) => ({
    ...room,
    exits: { ...room.exits, ...MORE_EXITS[room.id] },
  }));
  const ring = [
    ROOM("c:shore", 20, { exits: { west: { to: "b:field" }, south: { to: "d:cave" } } }),
    ROOM("d:cave", 21, { exits: { north: { to: "c:shore" }, west: { to: "d:mine" } } }),
    ROOM("d:mine", 22, { exits: { east: { to: "d:cave" }, north: { to: "a:yard" } } }),
  ];
  const shell = ITEM("c:shell", "a grey shell", ["shell"], { value: 2 });
  const shells = { item: "c:shell", room: "c:shore", count: 2, respawnMs: 30_000 };
  return worldOf({
    startRoom,
    respawnRoom,
    rooms: [...rooms, ...ring],
    items: [...small.items.values(), shell],
    mobs: [...mobs.values()],
    zones: [
      ...small.zones.values(),
      { id: "c", spawns: [], placements: [shells] },
      { id: "d", spawns: [], placements: [] },
    ],
    shops: [...shops.values()],
    races: [...races.values()],
    classes: [...classes.values()],
  });
};

export const SIM_WORLD: WorldLibrary = worldLibrary(ringWorld());
