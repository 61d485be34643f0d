/** One valid payload of each package: for the docs, and golden on every transport's tests. */

import type { AllPackages } from "./packages.ts";

export const SAMPLES: AllPackages = {
  "Char.Name": { name: "Mira", fullname: "Mira the Apprentice", race: "Human", class: "Mage" },
  "Char.Vitals": { hp: 80, maxhp: 100, mp: 5, maxmp: 9, string: "H:80/100 M:5/9" },
  "Char.Status": {
    level: 3,
    xp: 420,
    xptnl: 80,
    gold: 57,
    race: "Human",
    class: "Mage",
    fighting: true,
    opponent: "a grey rat",
    opponenthp: 40,
  },
  "Char.Items.List": {
    location: "inv",
    items: [
      {
        id: "town#1/1/17",
        name: "a short sword",
        attrib: "w",
        keyword: "sword",
        slot: "wield",
      },
      { id: "town#1/1/18", name: "a leather pouch", attrib: "ct", keyword: "pouch" },
    ],
  },
  "Room.Info": {
    num: 1201,
    name: "Market Square",
    desc: "Stalls crowd around a dry fountain.",
    area: "Hollowford",
    zone: "Hollowford",
    environment: "city",
    terrain: "city",
    coords: "4,-2,0",
    exits: { n: 1202, e: 1207 },
    doors: { e: "closed" },
    details: ["shop"],
  },
  "Room.Players": { players: [{ name: "Tomas", fullname: "Tomas of the Ford" }] },
  "Comm.Channel.Text": {
    channel: "gossip",
    talker: "Tomas",
    text: 'Tomas gossips: "Anyone for the mines?"',
  },
  Group: {
    leader: "Tomas",
    members: [
      { name: "Tomas", info: { lvl: 5, hp: 80, mhp: 100, mn: 5, mmn: 9, room: 1201 } },
      { name: "Mira" },
    ],
  },
  "Server.Commands": {
    commands: [
      {
        name: "look",
        usage: "look [at|in] [thing]",
        summary: "Look around, at something or into it.",
        category: "world",
      },
    ],
  },
  "Server.Who": {
    players: [{ name: "Mira", level: 3, race: "Human", class: "Mage", afk: false }],
  },
  "Char.StatusVars": {
    level: "Level",
    xp: "Experience",
    xptnl: "To next level",
    gold: "Gold",
    race: "Race",
    class: "Class",
    fighting: "Fighting",
    opponent: "Opponent",
    opponenthp: "Opponent's health",
  },
  "Char.Stats": { str: 10, dex: 12, con: 9, int: 14, wis: 11, cha: 10 },
  "Char.MaxStats": { maxhp: 100, maxmana: 9 },
  "Char.Worth": { gold: 57, bank: 1200 },
  "Char.Items.Add": {
    location: "reptown#1/1/18",
    item: { id: "town#1/1/19", name: "a copper coin", attrib: "t", keyword: "coin" },
  },
  "Char.Items.Remove": { location: "inv", item: { id: "town#1/1/17" } },
  "Char.Items.Update": {
    location: "room",
    item: { id: "m12", name: "a grey rat", attrib: "m", keyword: "rat" },
  },
  "Room.WrongDir": { dir: "n" },
  "Room.AddPlayer": { name: "Tomas", fullname: "Tomas of the Ford" },
  "Room.RemovePlayer": { name: "Tomas" },
  "Comm.Channel.List": {
    channels: [{ name: "gossip", caption: "Gossip", command: "gossip" }],
  },
  "Comm.Channel.Players": { players: [{ name: "Tomas", channels: ["gossip", "shout"] }] },
};
