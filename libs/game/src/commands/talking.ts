/** Talking. */

import { emote, say, shout, whisper } from "../systems/talk.ts";
import { gossip, reply, setAfk, tellFar } from "../systems/talk-far.ts";
import { ignore, showIgnores, unignore } from "../systems/talk-ignore.ts";
import { askWho } from "../systems/who.ts";
import type { Command } from "./command.ts";

export const TALKING_COMMANDS: readonly Command[] = [
  {
    name: "say",
    category: "talking",
    args: "<words...>",
    summary: "Say something to everyone in the room",
    help: ["Shorter with a quotation mark: `'hello` is `say hello`."],
    run: (z, me, { words = "" }) => say(z, me, words),
  },
  {
    name: "tell",
    aliases: ["t"],
    category: "talking",
    args: "<player> <words...>",
    summary: "Tell something to one player anywhere in the world",
    help: ["Only the two of you read it. `reply` answers whoever told you something last."],
    run: (z, me, { player = "", words = "" }) => tellFar(z, me, player, words),
  },
  {
    name: "reply",
    aliases: ["r"],
    category: "talking",
    args: "<words...>",
    summary: "Answer whoever told you something last",
    run: (z, me, { words = "" }) => reply(z, me, words),
  },
  {
    name: "whisper",
    category: "talking",
    args: "(to) <player> <words...>",
    summary: "Say something to one person in the room",
    help: ["The others see that you whisper, and to whom, but not what."],
    run: (z, me, { player = "", words = "" }) => whisper(z, me, player, words),
  },
  {
    name: "shout",
    category: "talking",
    args: "<words...>",
    summary: "Shout, so that the whole zone hears it",
    help: ["Between two shouts you must draw breath."],
    run: (z, me, { words = "" }) => shout(z, me, words),
  },
  {
    name: "gossip",
    aliases: ["gs"],
    category: "talking",
    args: "<words...>",
    summary: "Talk to everybody in the world",
    help: ["`mute gossip` switches the channel off for you, `unmute gossip` on again."],
    run: (z, me, { words = "" }) => gossip(z, me, words),
  },
  {
    name: "emote",
    aliases: ["pose"],
    category: "talking",
    args: "<words...>",
    summary: "Show what you do rather than say it",
    help: ["`emote waves` shows the room that you wave. Shorter with a colon: `:waves`."],
    run: (z, me, { words = "" }) => emote(z, me, words),
  },
  {
    name: "who",
    category: "talking",
    args: "",
    summary: "List who is in the world",
    run: (z, me) => askWho(z, me),
  },
  {
    name: "afk",
    category: "talking",
    args: "[words...]",
    summary: "Say that you are away, or back again",
    help: ["Whoever tells you something meanwhile reads your words. `afk` alone ends it."],
    run: (z, me, { words = "" }) => setAfk(z, me, words),
  },
  {
    name: "ignore",
    category: "talking",
    args: "[player]",
    summary: "Hear nothing more from a player, or list whom you ignore",
    help: ["They are not told. `unignore` takes it back. Staff are always heard."],
    run(z, me, { player = "" }) {
      if (player === "" || player.toLowerCase() === "list") return showIgnores(z, me);
      ignore(z, me, player);
    },
  },
  {
    name: "unignore",
    category: "talking",
    args: "<player>",
    summary: "Hear a player again",
    run: (z, me, { player = "" }) => unignore(z, me, player),
  },
];
