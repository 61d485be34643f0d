/**
 * The ring of 25 rooms that everything is measured in (performance.md, section 1), as the floor
 * server's own text and as content files for the game.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const RING_ROOMS = 25;
export const DESCRIPTION_CHARS = 290;

const SENTENCES =
  "A long hall of pale stone runs east and west, bare from wall to wall. Lamps hang at even " +
  "distances and burn without a flicker. The floor is worn smooth by a great many feet that came " +
  "this way before, two steps there and two steps back, and every word said here is heard by all " +
  "who stand around and listen.";

/** The same in every room, exactly 290 characters. */
export const DESCRIPTION = SENTENCES.padEnd(DESCRIPTION_CHARS, ".").slice(0, DESCRIPTION_CHARS);

export const hallTitle = (room: number): string => `Bench Hall ${room}`;

/** Which of the zones a hall is in. */
export type Layout = (room: number) => 0 | 1;
export const ONE_ZONE: Layout = () => 0;
/** Two borders, as in a world whose zones are places. */
export const HALVES: Layout = (room) => (room <= RING_ROOMS / 2 ? 0 : 1);
/** Every step but one crosses a border. */
export const CHEQUERED: Layout = (room) => (room % 2 === 0 ? 0 : 1);
export const RING_ZONES = ["ring", "back"] as const;

/** The room `steps` east of `room`; negative = west. */
export const hallAt = (room: number, steps: number): number =>
  (((room + steps) % RING_ROOMS) + RING_ROOMS) % RING_ROOMS;

const WORLD = `name: The Bench
startRoom: ring:hall0
respawnRoom: ring:hall0
splash:
  art: |-
    The Bench
  plain: |-
    The Bench
`;

const RACES = `human: { name: Human, description: "People like you.", attributes: { strength: 1 } }
dwarf: { name: Dwarf, description: "Short and sturdy.", attributes: { constitution: 1 } }
`;

const CLASSES = ["fighter", "mage"]
  .map(
    (id) =>
      `${id}: { name: ${id === "mage" ? "Mage" : "Fighter"}, description: "One of two.", ` +
      "attributes: { strength: 1 }, hpPerLevel: 5, manaPerLevel: 5, attack: strength }\n",
  )
  .join("");

const HELP = `- keywords: [bench]
  title: The bench
  body: |-
    This world is for measuring.
`;

/** A hall as it is named in a hall of this zone. */
const hallIn = (zone: number, room: number, layout: Layout): string =>
  layout(room) === zone ? `hall${room}` : `"${RING_ZONES[layout(room)]}:hall${room}"`;

const roomYaml = (zone: number, room: number, layout: Layout): string => `  hall${room}:
    num: ${room + 1}
    title: ${hallTitle(room)}
    description: >-
      ${DESCRIPTION}
    terrain: inside
    flags: [safe]
    exits:
      east: ${hallIn(zone, hallAt(room, 1), layout)}
      west: ${hallIn(zone, hallAt(room, -1), layout)}
`;

const zoneYaml = (zone: 0 | 1, rooms: readonly number[], layout: Layout): string => {
  const name = RING_ZONES[zone];
  const halls = rooms.map((room) => roomYaml(zone, room, layout)).join("");
  return `zone: ${name}\nname: The ${name}\ndescription: Halls.\nlevels: 1-5\nrooms:\n${halls}`;
};

/** Writes the world's files into `directory`. */
export const writeRingWorld = (directory: string, layout = ONE_ZONE): void => {
  mkdirSync(join(directory, "zones"), { recursive: true });
  writeFileSync(join(directory, "world.yaml"), WORLD);
  writeFileSync(join(directory, "races.yaml"), RACES);
  writeFileSync(join(directory, "classes.yaml"), CLASSES);
  writeFileSync(join(directory, "help.yaml"), HELP);
  for (const zone of [0, 1] as const) {
    const rooms = Array.from({ length: RING_ROOMS }, (_, room) => room);
    const own = rooms.filter((room) => layout(room) === zone);
    const file = join(directory, "zones", `${RING_ZONES[zone]}.yaml`);
    if (own.length > 0) writeFileSync(file, zoneYaml(zone, own, layout));
  }
};
