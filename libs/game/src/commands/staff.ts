/** What staff may do. */

import { announce, ban, kick, listBans, reload, shutdown, unban } from "../systems/staff-orders.ts";
import { goTo, transfer } from "../systems/staff-travel.ts";
import { advance, peace, purge, restore, spawn, where } from "../systems/staff-world.ts";
import type { Command } from "./command.ts";

type StaffCommand = Omit<Command, "category" | "staff">;

const WORLD_COMMANDS: readonly StaffCommand[] = [
  {
    name: "goto",
    args: "<where>",
    summary: "Go to a room by its id, or to a player wherever they are",
    run: (z, me, { where: to = "" }) => goTo(z, me, to),
  },
  {
    name: "transfer",
    aliases: ["summon"],
    args: "<player> [room]",
    summary: "Bring a player here, or to the room with this id",
    run: (z, me, { player = "", room = "" }) => transfer(z, me, player, room),
  },
  {
    name: "spawn",
    args: "<id>",
    summary: "Make a creature or a thing by its id",
    help: [
      "A creature appears here and does not come back once it is gone. A thing comes into your " +
        "hands, or lies here when it cannot be carried. Ids of this zone may leave out the zone.",
    ],
    run: (z, me, { id = "" }) => spawn(z, me, id),
  },
  {
    name: "purge",
    args: "[what...]",
    summary: "Remove a creature or a thing from here, or all of them",
    help: ["Players stay, with all they carry. What content places here comes back in time."],
    noAbbreviation: true,
    run: (z, me, { what = "" }) => purge(z, me, what),
  },
  {
    name: "restore",
    args: "[player]",
    summary: "Give a player in this zone full hit points and mana",
    run: (z, me, { player = "" }) => restore(z, me, player),
  },
  {
    name: "advance",
    args: "<player> <level>",
    summary: "Raise a player in this zone to a level",
    run: (z, me, { player = "", level = "" }) => advance(z, me, player, level),
  },
  {
    name: "peace",
    args: "",
    summary: "End all fights in the room",
    run: (z, me) => peace(z, me),
  },
  {
    name: "where",
    args: "",
    summary: "List the players of this zone and their rooms",
    run: (z, me) => where(z, me),
  },
];

const ORDER_COMMANDS: readonly StaffCommand[] = [
  {
    name: "kick",
    args: "<player> [reason...]",
    summary: "Put a player out of the game",
    help: ["They may log in again at once; `ban` is for the others."],
    noAbbreviation: true,
    run: (z, me, { player = "", reason = "" }) => kick(z, me, player, reason),
  },
  {
    name: "ban",
    args: "<target> [duration] [reason...]",
    summary: "Keep out a name, an address or a block of addresses",
    help: [
      "`ban grub 7d spamming`, `ban 192.0.2.7 2h`, `ban 192.0.2.0/24 forever bots`. Without a " +
        "duration it is for ever. Whoever it meets is put out at once.",
    ],
    noAbbreviation: true,
    run: (z, me, { target = "", duration = "", reason = "" }) =>
      ban(z, me, target, duration, reason),
  },
  {
    name: "unban",
    args: "<target>",
    summary: "Lift a ban, named exactly as it was given",
    run: (z, me, { target = "" }) => unban(z, me, target),
  },
  {
    name: "bans",
    args: "",
    summary: "List all bans",
    run: (z, me) => listBans(z, me),
  },
  {
    name: "announce",
    args: "<words...>",
    summary: "Tell everybody in the game something",
    run: (z, me, { words = "" }) => announce(z, me, words),
  },
  {
    name: "reload",
    args: "",
    summary: "Load the content files anew, without a restart",
    help: ["When anything in them is wrong, the world stays as it is and you are told where."],
    noAbbreviation: true,
    run: (z, me) => reload(z, me),
  },
  {
    name: "shutdown",
    args: "[seconds] [reason...]",
    summary: "Stop the server after a countdown",
    help: [
      "`shutdown` alone counts from 60; `shutdown 300 new version`, `shutdown now`. " +
        "`shutdown cancel` stops the countdown.",
    ],
    noAbbreviation: true,
    run: (z, me, { seconds = "", reason = "" }) => shutdown(z, me, seconds, reason),
  },
];

export const STAFF_COMMANDS: readonly Command[] = [...WORLD_COMMANDS, ...ORDER_COMMANDS].map(
  (command): Command => ({ ...command, category: "staff", staff: true }),
);
