/** Following and groups. */

import { follow, lose } from "../systems/follow.ts";
import { groupCommand } from "../systems/groups-member.ts";
import { groupTell } from "../systems/talk-far.ts";
import type { Command } from "./command.ts";

export const TOGETHER_COMMANDS: readonly Command[] = [
  {
    name: "follow",
    category: "together",
    args: "[player]",
    summary: "Walk along with a player who is here",
    help: ["`follow stop` ends it, and `follow` alone tells whom you follow."],
    run: (z, me, { player = "" }) => follow(z, me, player),
  },
  {
    name: "lose",
    category: "together",
    args: "",
    summary: "Shake off those in the room who follow you",
    run: (z, me) => lose(z, me),
  },
  {
    name: "group",
    category: "together",
    args: "[what] [player]",
    summary: "Show your group, or change it",
    help: [
      "`group invite NAME` asks somebody in, wherever they are; `group accept` says yes, within " +
        "a minute. `group leave` parts as friends, and whoever leads can `group kick NAME`.",
      "Members in the same room share the experience of a fight, and a little more than there " +
        "would be for one. `gtell` talks to all members.",
    ],
    run: (z, me, { what = "", player = "" }) => groupCommand(z, me, what, player),
  },
  {
    name: "gtell",
    aliases: ["gt"],
    category: "together",
    args: "<words...>",
    summary: "Talk to your group, wherever its members are",
    run: (z, me, { words = "" }) => groupTell(z, me, words),
  },
];
