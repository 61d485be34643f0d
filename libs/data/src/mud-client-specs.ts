/** The packages that only MUD clients get: captions, changes of lists, answers to requests. */

import type { PackageSpec } from "./package-spec.ts";
import type { MudClientPackages } from "./packages.ts";
import { count, listOf, objectOf, text } from "./shape.ts";
import { itemEntry, location, roomPlayer } from "./shared-specs.ts";

const caption = (field: string) => text(`Caption of \`${field}\`.`);

export const MUD_CLIENT_SPECS: {
  readonly [P in keyof MudClientPackages]: PackageSpec<MudClientPackages[P]>;
} = {
  "Char.StatusVars": {
    supports: "Char 1",
    doc: "How to label the fields of `Char.Status`.",
    sent: "on subscribing",
    fields: {
      level: caption("level"),
      xp: caption("xp"),
      xptnl: caption("xptnl"),
      gold: caption("gold"),
      race: caption("race"),
      class: caption("class"),
      fighting: caption("fighting"),
      opponent: caption("opponent"),
      opponenthp: caption("opponenthp"),
    },
  },
  "Char.Stats": {
    supports: "Char 1",
    doc: "The attributes, with race, class and what is worn.",
    sent: "when the level or the equipment changes",
    fields: {
      str: count("Strength."),
      dex: count("Dexterity."),
      con: count("Constitution."),
      int: count("Intelligence."),
      wis: count("Wisdom."),
      cha: count("Charisma."),
    },
  },
  "Char.MaxStats": {
    supports: "Char 1",
    doc: "What the vitals can reach.",
    sent: "when the level or the equipment changes",
    fields: { maxhp: count("Hit points when whole."), maxmana: count("Mana when full.") },
  },
  "Char.Worth": {
    supports: "Char 1",
    doc: "What the character owns in gold.",
    sent: "when a field changes, at most once a tick",
    fields: { gold: count("Gold carried."), bank: count("Gold in the bank.") },
  },
  "Char.Items.Add": {
    supports: "Char.Items 1",
    doc: "Something has come to a list.",
    sent: "when it happens; for a container only while it is open",
    flow: "change",
    fields: { location, item: itemEntry },
  },
  "Char.Items.Remove": {
    supports: "Char.Items 1",
    doc: "Something has gone from a list.",
    sent: "when it happens; for a container only while it is open",
    flow: "change",
    fields: {
      location,
      item: objectOf({ id: text("As in the list.") }, "What is gone."),
    },
  },
  "Char.Items.Update": {
    supports: "Char.Items 1",
    doc: "Something in a list is another now: worn, opened, or the first of its kind.",
    sent: "when it happens; for a container only while it is open",
    flow: "change",
    fields: { location, item: itemEntry },
  },
  "Room.WrongDir": {
    supports: "Room 1",
    doc: "There is no way in this direction.",
    sent: "when the character tried it",
    flow: "chatter",
    gmcp: { alone: "dir" },
    fields: { dir: text("Short direction: `n`, `u` …") },
  },
  "Room.AddPlayer": {
    supports: "Room 1",
    doc: "A player has come into the room.",
    sent: "when it happens",
    flow: "change",
    fields: roomPlayer,
  },
  "Room.RemovePlayer": {
    supports: "Room 1",
    doc: "A player has left the room.",
    sent: "when it happens",
    flow: "change",
    gmcp: { alone: "name" },
    fields: { name: text("Name as in the list.") },
  },
  "Comm.Channel.List": {
    supports: "Comm.Channel 1",
    doc: "The streams of talk that there are.",
    sent: "on subscribing",
    gmcp: { alone: "channels" },
    fields: {
      channels: listOf(
        objectOf(
          {
            name: text("As in `Comm.Channel.Text`."),
            caption: text("For people."),
            command: text("What to type before the words."),
          },
          "One stream of talk.",
        ),
        "All of them.",
      ),
    },
  },
  "Comm.Channel.Players": {
    supports: "Comm.Channel 1",
    doc: "Who listens to what.",
    sent: "for each request of the same name, and never else",
    gmcp: { alone: "players" },
    fields: {
      players: listOf(
        objectOf(
          {
            name: text("Name."),
            channels: listOf(
              text("Name of a channel."),
              "Of those in other zones it is not known what they have muted.",
            ),
          },
          "One player.",
        ),
        "In order of name; at most 100.",
      ),
    },
  },
};
