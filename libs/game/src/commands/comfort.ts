/** Settings, aliases, help. */

import { refuse } from "../output.ts";
import { listCommands, showHelp } from "../systems/help.ts";
import { leaveGame } from "../systems/presence.ts";
import {
  describe,
  mute,
  type Switch,
  save,
  setPrompt,
  setSwitch,
  showSettings,
  unmute,
} from "../systems/settings.ts";
import { alias, showHistory, unalias } from "../systems/settings-alias.ts";
import type { Command } from "./command.ts";

const switchCommand = (
  key: Switch,
  name: string,
  summary: string,
  aliases: readonly string[] = [],
): Command => ({
  name,
  aliases,
  category: "comfort",
  args: "[state]",
  summary,
  help: [`\`${name} on\`, \`${name} off\`, or \`${name}\` alone to turn it around.`],
  run: (z, me, { state = "" }) => setSwitch(z, me, key, state),
});

const HELP_COMMANDS: readonly Command[] = [
  {
    name: "help",
    aliases: ["?"],
    category: "comfort",
    args: "[word...]",
    summary: "Explain a command or a topic, or find the ones that mention a word",
    run: (z, me, { word = "" }, table) => showHelp(z, me, table, word),
  },
  {
    name: "commands",
    category: "comfort",
    args: "",
    summary: "List all commands with a sentence on each",
    run: (z, me, _args, table) => listCommands(z, me, table),
  },
];

const TYPING_COMMANDS: readonly Command[] = [
  {
    name: "alias",
    category: "comfort",
    args: "[name] [words...]",
    summary: "Make a word stand for a line, or list such words",
    help: [
      "`alias gg get all` makes `gg` take everything. A semicolon parts several commands, `$1` " +
        "to `$9` stand for the words that follow the alias, `$*` for all of them.",
      "The names of commands cannot be taken, and an alias does not call other aliases.",
    ],
    run: (z, me, { name = "", words = "" }, table) => alias(z, me, table, name, words),
  },
  {
    name: "unalias",
    category: "comfort",
    args: "<name>",
    summary: "Remove an alias",
    run: (z, me, { name = "" }) => unalias(z, me, name),
  },
  {
    name: "history",
    category: "comfort",
    args: "",
    summary: "Show what you typed last",
    help: ["`!` repeats the last line, `!say` the last one that begins with say."],
    run: (z, me) => showHistory(z, me),
  },
];

const SETTING_COMMANDS: readonly Command[] = [
  {
    name: "prompt",
    category: "comfort",
    args: "[template...]",
    summary: "Choose what stands before your typing",
    help: [
      "`%h` and `%H` are hit points now and whole, `%m` and `%M` mana, `%g` gold, `%x` the " +
        "experience to the next level, `%l` the level, `%r` the room, `%e` the enemy, `%%` a " +
        "percent sign. `prompt default` gives the usual one, `prompt off` none.",
    ],
    run: (z, me, { template = "" }) => setPrompt(z, me, template),
  },
  switchCommand(
    "brief",
    "brief",
    "Leave out room descriptions when walking, and tell fights in short",
  ),
  switchCommand("colour", "colour", "Switch colours on or off", ["color"]),
  switchCommand("screenReader", "screenreader", "Tell everything in words, without drawings"),
  switchCommand("autoLoot", "autoloot", "Empty the corpses of what you slay by itself"),
  {
    name: "mute",
    category: "comfort",
    args: "[what]",
    summary: "Do not show a channel or a kind of lines any more",
    help: ["`mute gossip` for a channel, `mute movement` for a kind; `mute` alone lists them."],
    run: (z, me, { what = "" }) => mute(z, me, what),
  },
  {
    name: "unmute",
    category: "comfort",
    args: "<what>",
    summary: "Show a channel or a kind of lines again",
    help: ["`unmute all` shows everything again."],
    run: (z, me, { what = "" }) => unmute(z, me, what),
  },
  {
    name: "settings",
    category: "comfort",
    args: "",
    summary: "Show all your settings",
    run: (z, me) => showSettings(z, me),
  },
  {
    name: "describe",
    category: "comfort",
    args: "[words...]",
    summary: "Say what others see when they look at you",
    help: ["Up to 300 characters. `describe none` takes it away."],
    run: (z, me, { words = "" }) => describe(z, me, words),
  },
];

const NOT_SAVED =
  "The world's memory is out of reach just now, so you cannot be saved. Try again shortly.";
const FAREWELL = "You are saved. The world goes on without you; come back soon.";

const LEAVING_COMMANDS: readonly Command[] = [
  {
    name: "save",
    category: "comfort",
    args: "",
    summary: "Save your character, which also happens by itself",
    run: (z, me) => save(z, me),
  },
  {
    name: "quit",
    category: "comfort",
    args: "",
    summary: "Leave the world; you will return to the same place",
    peaceful: true,
    noAbbreviation: true,
    run: (z, me) => {
      if (z.state.storeAvailable) leaveGame(z, me, "quit", FAREWELL);
      else refuse(z, me, NOT_SAVED);
    },
  },
];

export const COMFORT_COMMANDS: readonly Command[] = [
  ...HELP_COMMANDS,
  ...TYPING_COMMANDS,
  ...SETTING_COMMANDS,
  ...LEAVING_COMMANDS,
];
