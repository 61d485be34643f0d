/** Reads data packages (libs/data) from the wire into the typed shapes that the panels use. */

import type {
  CharItemsList,
  CommandEntry,
  DataPackages,
  GroupMemberInfo,
  GroupPackage,
  ItemEntry,
  PackageName,
} from "@ambon/data/packages";
import { type Fields, fieldsOf, flag, integer, listOf, recordOf, text, textEntry } from "./read.ts";

/** Entries of one list in a package; more than a room or a pack can hold. */
export const DATA_LIST_MAX = 1_000;
const EXITS_MAX = 32;

/** One package with its value; `p` tells the shape of `v`. */
export type DataUpdate = {
  readonly [P in PackageName]: { readonly p: P; readonly v: DataPackages[P] };
}[PackageName];

const many = <T>(value: unknown, read: (fields: Fields) => T): readonly T[] =>
  listOf(value, DATA_LIST_MAX, (entry) => {
    const fields = fieldsOf(entry);
    return fields === undefined ? undefined : read(fields);
  });

const number = (value: unknown): number | undefined =>
  typeof value === "number" ? value : undefined;

const item = (fields: Fields): ItemEntry => {
  const name = text(fields.name);
  const base = {
    id: text(fields.id),
    name,
    attrib: text(fields.attrib),
    keyword: text(fields.keyword, name),
  };
  return typeof fields.slot === "string" ? { ...base, slot: fields.slot } : base;
};

const items = (fields: Fields): CharItemsList => ({
  location: fields.location === "room" ? "room" : "inv",
  items: many(fields.items, item),
});

const command = (fields: Fields): CommandEntry => ({
  name: text(fields.name),
  usage: text(fields.usage),
  summary: text(fields.summary),
  category: text(fields.category, "other"),
});

const memberInfo = (f: Fields): GroupMemberInfo => ({
  lvl: integer(f.lvl),
  hp: integer(f.hp),
  mhp: integer(f.mhp),
  mn: integer(f.mn),
  mmn: integer(f.mmn),
  room: integer(f.room),
});

const member = (f: Fields): GroupPackage["members"][number] => {
  const info = fieldsOf(f.info);
  return { name: text(f.name), ...(info === undefined ? {} : { info: memberInfo(info) }) };
};

type Readers = { readonly [P in PackageName]: (fields: Fields) => DataPackages[P] };

const READERS: Readers = {
  "Char.Name": (f) => ({
    name: text(f.name),
    fullname: text(f.fullname),
    race: text(f.race),
    class: text(f.class),
  }),
  "Char.Vitals": (f) => ({
    hp: integer(f.hp),
    maxhp: integer(f.maxhp),
    mp: integer(f.mp),
    maxmp: integer(f.maxmp),
    string: text(f.string),
  }),
  "Char.Status": (f) => ({
    level: integer(f.level),
    xp: integer(f.xp),
    xptnl: integer(f.xptnl),
    gold: integer(f.gold),
    race: text(f.race),
    class: text(f.class),
    fighting: flag(f.fighting),
    opponent: text(f.opponent),
    opponenthp: integer(f.opponenthp),
  }),
  "Char.Items.List": items,
  "Room.Info": (f) => ({
    num: integer(f.num),
    name: text(f.name),
    desc: text(f.desc),
    area: text(f.area),
    zone: text(f.zone),
    environment: text(f.environment),
    terrain: text(f.terrain),
    coords: text(f.coords),
    exits: recordOf(f.exits, EXITS_MAX, number),
    doors: recordOf(f.doors, EXITS_MAX, textEntry),
    details: listOf(f.details, EXITS_MAX, textEntry),
  }),
  "Room.Players": (f) => ({
    players: many(f.players, (one) => ({ name: text(one.name), fullname: text(one.fullname) })),
  }),
  "Comm.Channel.Text": (f) => ({
    channel: text(f.channel, "chat"),
    talker: text(f.talker),
    text: text(f.text),
  }),
  Group: (f) => ({
    leader: text(f.leader),
    members: many(f.members, member),
  }),
  "Server.Commands": (f) => ({ commands: many(f.commands, command) }),
  "Server.Who": (f) => ({
    players: many(f.players, (one) => ({
      name: text(one.name),
      level: integer(one.level),
      race: text(one.race),
      class: text(one.class),
      afk: flag(one.afk),
    })),
  }),
};

/** The packages that this page knows. */
export const KNOWN_PACKAGES = Object.keys(READERS) as readonly PackageName[];

const BY_LOWER_NAME = new Map(KNOWN_PACKAGES.map((name) => [name.toLowerCase(), name]));

/** The update, or undefined for a package that this page does not know. Never throws. */
export const readData = (name: unknown, value: unknown): DataUpdate | undefined => {
  const known = BY_LOWER_NAME.get(text(name).toLowerCase());
  const fields = fieldsOf(value);
  if (known === undefined || fields === undefined) return undefined;
  // The reader of a name gives that name's shape; the table's type holds the two together.
  return { p: known, v: READERS[known](fields) } as DataUpdate;
};
