/** The packages that our browser client and MUD clients get. */

import type { PackageSpec } from "./package-spec.ts";
import type { DataPackages, PackageName } from "./packages.ts";
import {
  count,
  flag,
  integer,
  listOf,
  mapOf,
  matching,
  objectOf,
  optional,
  text,
} from "./shape.ts";

const race = text("Name of the race.");
const className = text("Name of the class.");

/** `rep` and an id: the contents of that container. */
export const location = matching(
  /^(?:inv|room|rep.+)$/,
  "Which list: `inv`, `room`, or `rep` and the id of a container.",
);

export const itemEntry = objectOf(
  {
    id: text("Stays the same while the thing exists."),
    name: text("Short name with its article."),
    attrib: text(
      "Letters: `w` worn, `W` wearable, `c` container, `e` to eat, `f` to drink, " +
        "`t` can be taken, `m` creature.",
    ),
    keyword: text("What to type to mean this one: `sword`, `2.sword`."),
    slot: optional(text("Slot name; only on worn things.")),
  },
  "One thing or creature.",
);

const memberInfo = objectOf(
  {
    lvl: count("Level."),
    hp: integer("Hit points now."),
    mhp: count("Hit points when whole."),
    mn: count("Mana now."),
    mmn: count("Mana when full."),
    room: count("Number of the room."),
  },
  "How the member is; only of those in the same zone.",
);

export const roomPlayer = { name: text("Name as typed."), fullname: text("Name with title.") };

export const SHARED_SPECS: { readonly [P in PackageName]: PackageSpec<DataPackages[P]> } = {
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
    doc: "What is carried and worn, what is here, or what is in an open container.",
    sent:
      "when a list changes: `inv` by gain, loss or wearing, `room` also on entering; to those " +
      "who get `Char.Items.Add` only on entering and after many changes at once; and on request",
    per: "location",
    gmcp: { most: 60 },
    fields: {
      location,
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
      coords: text("`x,y,z` within the area, for mappers."),
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
    doc: "The players in the room, the character too.",
    sent:
      "on entering a room, and when somebody comes or goes; to those who get `Room.AddPlayer` " +
      "only on entering",
    gmcp: { alone: "players", most: 120 },
    fields: {
      players: listOf(objectOf(roomPlayer, "One player."), "In order of arrival."),
    },
  },
  "Comm.Channel.Text": {
    supports: "Comm.Channel 1",
    doc: "One thing said that the character hears.",
    sent: "with each line of talk, beside its text",
    flow: "chatter",
    fields: {
      channel: text("`say`, `tell`, `gossip` …"),
      talker: text("Who speaks."),
      text: text("The whole line as shown, without colour codes."),
    },
  },
  Group: {
    supports: "Group 1",
    doc: "The group that the character belongs to.",
    sent:
      "when somebody joins or leaves, and when a member in the same zone changes, at most once a " +
      "tick; empty after leaving",
    fields: {
      leader: text("Name of the leader, empty without a group."),
      members: listOf(
        objectOf({ name: text("Name."), info: optional(memberInfo) }, "One member."),
        "Leader included.",
      ),
    },
  },
  "Server.Commands": {
    supports: "Server 1",
    doc: "The commands that the character may use, for completion and help.",
    sent: "on subscribing, and when the character's rights change",
    gmcp: { without: "summary" },
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
    gmcp: { most: 90 },
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
