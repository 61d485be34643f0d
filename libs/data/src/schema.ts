/**
 * What each data package is: when it is sent and what its fields mean. GMCP, the browser's JSON
 * and docs/data-packages.md follow from this table.
 */

import type { DataPackages, PackageName } from "./packages.ts";
import {
  count,
  type FieldsOf,
  flag,
  integer,
  listOf,
  mapOf,
  objectOf,
  oneOf,
  optional,
  type Shape,
  text,
} from "./shape.ts";

export interface PackageSpec<T> {
  /** The module and version to name in Core.Supports: "Char 1". */
  readonly supports: string;
  readonly doc: string;
  /** When it is sent, after the full state that answers a subscription. */
  readonly sent: string;
  readonly fields: FieldsOf<T>;
}

/** A package's spec as the walkers see it. */
export interface AnyPackageSpec {
  readonly supports: string;
  readonly doc: string;
  readonly sent: string;
  readonly fields: Readonly<Record<string, Shape>>;
}

const race = text("Name of the race.");
const className = text("Name of the class.");

const itemEntry = objectOf(
  {
    id: text("Stays the same while the thing exists."),
    name: text("Short name with its article."),
    attrib: text("Letters: `w` worn, `W` wearable, `c` container, `t` can be taken, `m` creature."),
    keyword: text("What to type to mean this one: `sword`, `2.sword`."),
    slot: optional(text("Slot name; only on worn things.")),
  },
  "One thing or creature.",
);

export const PACKAGE_SPECS: { readonly [P in PackageName]: PackageSpec<DataPackages[P]> } = {
  "Char.Name": {
    supports: "Char 1",
    doc: "Who the character is.",
    sent: "on entering the world",
    fields: {
      name: text("Name as typed by others."),
      fullname: text("Name with title."),
      race,
      class: className,
    },
  },
  "Char.Vitals": {
    supports: "Char 1",
    doc: "Hit points and mana.",
    sent: "when one of the numbers changes, at most once a tick",
    fields: {
      hp: integer("Hit points now."),
      maxhp: count("Hit points when whole."),
      mp: count("Mana now."),
      maxmp: count("Mana when full."),
      string: text("For clients that only print: `H:80/100 M:5/9`."),
    },
  },
  "Char.Status": {
    supports: "Char 1",
    doc: "Growth, purse and the present fight.",
    sent: "when a field changes, at most once a tick; always whole",
    fields: {
      level: count("Level, from 1."),
      xp: count("Experience gathered in all."),
      xptnl: count("Experience still missing to the next level."),
      gold: count("Gold carried."),
      race,
      class: className,
      fighting: flag("True in combat."),
      opponent: text("Name of the opponent, empty out of combat."),
      opponenthp: { ...count("Opponent's hit points in percent, 0 out of combat."), max: 100 },
    },
  },
  "Char.Items.List": {
    supports: "Char.Items 1",
    doc: "What is carried and worn, or what is here.",
    sent: "when a list changes: `inv` by gain, loss or wearing, `room` also on entering",
    fields: {
      location: oneOf(["inv", "room"], "Which list this is."),
      items: listOf(itemEntry, "All of them, in the order of the text."),
    },
  },
  "Room.Info": {
    supports: "Room 1",
    doc: "The room, for mappers.",
    sent: "on entering a room, and when a door or the light in it changes",
    fields: {
      num: count("Stable number of the room."),
      name: text("Name of the room."),
      desc: text("Description."),
      area: text("Name of the zone."),
      zone: text("The same as `area`, for clients that read this key."),
      environment: text("Kind of terrain."),
      terrain: text("The same as `environment`."),
      coords: text("`area,x,y,z` for mappers, empty where the builder gave none."),
      exits: mapOf(count("Number of the room behind it."), "Short direction to room number."),
      doors: mapOf(
        text("`open`, `closed` or `locked`."),
        "Short direction to the state of its door; only where there is one.",
      ),
      details: listOf(text("`shop`, `bank`, `safe` …"), "What one can do here."),
    },
  },
  "Room.Players": {
    supports: "Room 1",
    doc: "Other players in the room whom the character can see.",
    sent: "on entering a room, and when somebody comes or goes",
    fields: {
      players: listOf(
        objectOf(
          { name: text("Name as typed."), fullname: text("Name with title.") },
          "One player.",
        ),
        "In order of arrival.",
      ),
    },
  },
  "Comm.Channel.Text": {
    supports: "Comm.Channel 1",
    doc: "One thing said that the character hears.",
    sent: "with each line of talk, beside its text",
    fields: {
      channel: text("`say`, `tell`, `gossip` …"),
      talker: text("Who speaks."),
      text: text("The whole line as shown, without colour codes."),
    },
  },
  Group: {
    supports: "Group 1",
    doc: "The group that the character belongs to.",
    sent: "when somebody joins or leaves; empty after leaving",
    fields: {
      leader: text("Name of the leader, empty without a group."),
      members: listOf(objectOf({ name: text("Name.") }, "One member."), "Leader included."),
    },
  },
  "Server.Commands": {
    supports: "Server 1",
    doc: "The commands that the character may use, for completion and help.",
    sent: "on subscribing, and when the character's rights change",
    fields: {
      commands: listOf(
        objectOf(
          {
            name: text("Full name."),
            usage: text("How to type it."),
            summary: text("What it does, in one line."),
            category: text("Where help lists it."),
          },
          "One command.",
        ),
        "In order of name.",
      ),
    },
  },
  "Server.Who": {
    supports: "Server 1",
    doc: "Who is in the world.",
    sent: "with each answer to `who`",
    fields: {
      players: listOf(
        objectOf(
          {
            name: text("Name."),
            level: count("Level."),
            race,
            class: className,
            afk: flag("True while away from the keyboard."),
          },
          "One player.",
        ),
        "In the order of the text.",
      ),
    },
  },
};

/** All package names as written, in the order of the table. */
export const PACKAGE_NAMES = Object.keys(PACKAGE_SPECS) as readonly PackageName[];

const BY_LOWER_CASE: ReadonlyMap<string, PackageName> = new Map(
  PACKAGE_NAMES.map((name) => [name.toLowerCase(), name]),
);

/** The written form of a name in any case; undefined when there is no such package. */
export const packageNamed = (name: string): PackageName | undefined =>
  BY_LOWER_CASE.get(name.toLowerCase());

export const specOf = (name: PackageName): AnyPackageSpec => PACKAGE_SPECS[name];
