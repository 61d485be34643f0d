/**
 * MSDP variables, each a reading of one data package: what a client reports by MSDP is what another
 * one gets by GMCP. Names and meanings are those that clients know; `docs/data-packages.md` lists
 * them.
 */

import type { DataPackages, PackageName, RoomInfo } from "./packages.ts";
import { problemsOf } from "./validate.ts";

/** What a variable may hold; in MSDP all of it is text, arrays and tables. */
export type MsdpReading =
  | string
  | number
  | readonly MsdpReading[]
  | { readonly [name: string]: MsdpReading };

export interface MsdpVariable {
  /** In upper case. */
  readonly name: string;
  readonly package: PackageName;
  readonly doc: string;
  /** The variable's value in a payload of its package. */
  readonly read: (value: unknown) => MsdpReading;
}

const from =
  <P extends PackageName>(source: P) =>
  (name: string, doc: string, read: (value: DataPackages[P]) => MsdpReading): MsdpVariable => ({
    name,
    package: source,
    doc,
    read: (value) => read(value as DataPackages[P]),
  });

const character = from("Char.Name");
const vitals = from("Char.Vitals");
const status = from("Char.Status");
const room = from("Room.Info");

const NUMBERS = /^-?[0-9]+$/;

/** `area,x,y,z`, of which the area may hold commas; nothing where the builder gave none. */
const coordsOf = (coords: string): MsdpReading => {
  const [x, y, z] = coords.split(",").slice(-3);
  if (x === undefined || y === undefined || z === undefined) return {};
  return [x, y, z].every((part) => NUMBERS.test(part)) ? { X: x, Y: y, Z: z } : {};
};

const roomTable = ({ num, name, area, terrain, coords, exits }: RoomInfo): MsdpReading => ({
  VNUM: num,
  NAME: name,
  AREA: area,
  TERRAIN: terrain,
  COORDS: coordsOf(coords),
  EXITS: exits,
});

/** All variables that can be reported and sent, in the order in which they are listed. */
export const MSDP_VARIABLES: readonly MsdpVariable[] = [
  character("CHARACTER_NAME", "The character's name.", ({ name }) => name),
  status("RACE", "Name of the race.", ({ race }) => race),
  status("CLASS", "Name of the class.", (value) => value.class),
  status("LEVEL", "Level, from 1.", ({ level }) => level),
  status("EXPERIENCE", "Experience gathered in all.", ({ xp }) => xp),
  status("EXPERIENCE_TNL", "Experience still missing to the next level.", ({ xptnl }) => xptnl),
  status("MONEY", "Gold carried.", ({ gold }) => gold),
  vitals("HEALTH", "Hit points now.", ({ hp }) => hp),
  vitals("HEALTH_MAX", "Hit points when whole.", ({ maxhp }) => maxhp),
  vitals("MANA", "Mana now.", ({ mp }) => mp),
  vitals("MANA_MAX", "Mana when full.", ({ maxmp }) => maxmp),
  status("OPPONENT_NAME", "The opponent, empty out of combat.", ({ opponent }) => opponent),
  status("OPPONENT_HEALTH", "The opponent's hit points in percent.", (value) => value.opponenthp),
  status("OPPONENT_HEALTH_MAX", "100 in combat, else 0.", ({ fighting }) => (fighting ? 100 : 0)),
  room("ROOM", "A table: VNUM, NAME, AREA, TERRAIN, COORDS (X, Y, Z), EXITS.", roomTable),
  room("ROOM_VNUM", "Stable number of the room.", ({ num }) => num),
  room("ROOM_NAME", "Name of the room.", ({ name }) => name),
  room("ROOM_TERRAIN", "Kind of terrain.", ({ terrain }) => terrain),
  room("ROOM_EXITS", "A table: short direction to room number.", ({ exits }) => exits),
  room("AREA_NAME", "Name of the zone.", ({ area }) => area),
];

const BY_NAME: ReadonlyMap<string, MsdpVariable> = new Map(
  MSDP_VARIABLES.map((variable) => [variable.name, variable]),
);

/** The variable of a name in upper case; undefined when there is none. */
export const msdpVariableNamed = (name: string): MsdpVariable | undefined => BY_NAME.get(name);

/** Undefined for a payload that is not what its package promises: an engine of another version. */
export const msdpReading = (variable: MsdpVariable, value: unknown): MsdpReading | undefined =>
  problemsOf(variable.package, value).length === 0 ? variable.read(value) : undefined;
