/** Moving, and the doors in the way. */

import { DIRECTIONS, type Direction } from "@ambon/world/definition";
import { closeDoor, lockDoor, openDoor, unlockDoor } from "../systems/door-acts.ts";
import { instanceCommand } from "../systems/instances.ts";
import { walk } from "../systems/movement.ts";
import type { Command } from "./command.ts";

const direction = (name: Direction): Command => ({
  name,
  aliases: [name.charAt(0)],
  category: "moving",
  args: "",
  summary: `Go ${name}`,
  run: (z, me) => walk(z, me, name),
});

export const MOVING_COMMANDS: readonly Command[] = [
  ...DIRECTIONS.map(direction),
  {
    name: "open",
    category: "moving",
    args: "<what...>",
    summary: "Open a door or a container",
    help: ["Name the door, its direction (`open north`) or the container (`open chest`)."],
    run: (z, me, { what = "" }) => openDoor(z, me, what),
  },
  {
    name: "close",
    aliases: ["shut"],
    category: "moving",
    args: "<what...>",
    summary: "Close a door or a container",
    run: (z, me, { what = "" }) => closeDoor(z, me, what),
  },
  {
    name: "unlock",
    category: "moving",
    args: "<what...>",
    summary: "Unlock a door or a container with its key",
    help: ["You need the right key with you. It is not used up."],
    run: (z, me, { what = "" }) => unlockDoor(z, me, what),
  },
  {
    name: "lock",
    category: "moving",
    args: "<what...>",
    summary: "Lock a door or a container with its key",
    run: (z, me, { what = "" }) => lockDoor(z, me, what),
  },
  {
    name: "instance",
    aliases: ["inst"],
    category: "moving",
    args: "[number]",
    summary: "Show the instances of this place, or go into another one",
    noAbbreviation: true,
    help: [
      "Where many people want to be at once, the same place is there several times. Each of " +
        "these instances has its own people, creatures and things. Whoever comes in goes to " +
        "their companions first, then to where they were last; so groups find each other.",
      "`instance` tells which one you are in and how many people are in each; `instance 2` takes " +
        "you over to the second, into the same room, and those who follow you with you. It does " +
        "not work in a fight or a trade. When few are left an instance closes: in a quiet moment " +
        "you are taken over to another, and what lies on the ground is brought along.",
    ],
    run: (z, me, { number = "" }) => instanceCommand(z, me, number),
  },
];
