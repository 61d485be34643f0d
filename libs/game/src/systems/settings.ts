/** What players choose for their comfort. Kept with the character; the edge renders by it. */

import { stripUnsafe } from "@ambon/kernel/sanitize";
import { line, styled, table } from "@ambon/markup/build";
import { checkPromptTemplate } from "@ambon/markup/prompt";
import { OUTPUT_CLASSES } from "@ambon/markup/tree";
import type { ZoneContext } from "../context.ts";
import { refuse, show, tell } from "../output.ts";
import { DEFAULT_PROMPT, type PlayerSettings } from "../player-state.ts";
import type { PlayerEntity } from "../state.ts";
import { CHANNELS, shortName } from "./talk.ts";

/** A switch, with how it is called in sentences. */
const SWITCHES = {
  colour: "Colour",
  screenReader: "Screen-reader mode",
  brief: "Brief mode",
  autoLoot: "Looting by itself",
} as const;
export type Switch = keyof typeof SWITCHES;

const MAX_DESCRIPTION_CHARS = 300;

/** Classes without which one could not play are always shown. */
const NEVER_MUTED = ["room", "system", "error", "help", "prompt", "staff"];

/** What `mute` understands. */
export const MUTABLE: readonly string[] = [
  ...OUTPUT_CLASSES.filter((cls) => !NEVER_MUTED.includes(cls)),
  ...CHANNELS.filter((channel) => channel !== "say" && channel !== "tell"),
];

const change = (z: ZoneContext, me: PlayerEntity, part: Partial<PlayerSettings>): void => {
  const settings = { ...me.state.settings, ...part };
  z.setPlayer(me, "settings", settings);
  z.emit({ e: "settings", to: me.state.id, settings });
};

/** `on`, `off`, or nothing to turn it around. */
export const setSwitch = (z: ZoneContext, me: PlayerEntity, key: Switch, typed: string): void => {
  const word = typed.toLowerCase();
  if (word !== "" && word !== "on" && word !== "off") {
    return refuse(z, me, "It can be on or off.");
  }
  const value = word === "" ? !me.state.settings[key] : word === "on";
  change(z, me, { [key]: value });
  tell(z, me, "system", `${SWITCHES[key]} is ${value ? "on" : "off"} now.`);
};

/** "" shows the template; `default` and `off` are words, all else is a template. */
export const setPrompt = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  const word = typed.toLowerCase();
  if (word === "") {
    const { prompt } = me.state.settings;
    const shown = prompt === "" ? "You have no prompt." : `Your prompt is "${prompt}".`;
    return tell(z, me, "system", shown, " See ", styled("key", "help prompt"), " to change it.");
  }
  if (word === "default" || word === "on") change(z, me, { prompt: DEFAULT_PROMPT });
  else if (word === "off") change(z, me, { prompt: "" });
  else {
    const checked = checkPromptTemplate(`${typed} `);
    if (!checked.ok) return refuse(z, me, checked.error);
    change(z, me, { prompt: checked.value });
  }
  const { prompt } = me.state.settings;
  tell(
    z,
    me,
    "system",
    prompt === "" ? "There is no prompt any more." : "This is your prompt now.",
  );
};

const refuseUnmutable = (z: ZoneContext, me: PlayerEntity, typed: string): void =>
  refuse(z, me, `"${shortName(typed)}" cannot be muted. It works for ${MUTABLE.join(", ")}.`);

/** "" lists; otherwise an output class or a channel is not shown any more. */
export const mute = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  const { muted } = me.state.settings;
  const word = typed.toLowerCase();
  if (word === "") {
    const words = muted.length === 0 ? "nothing" : muted.join(", ");
    return tell(z, me, "system", `You have muted ${words}. You can mute ${MUTABLE.join(", ")}.`);
  }
  if (!MUTABLE.includes(word)) return refuseUnmutable(z, me, typed);
  if (!muted.includes(word)) change(z, me, { muted: [...muted, word] });
  tell(z, me, "system", `You do not see ${word} any more. Type unmute ${word} to change that.`);
};

export const unmute = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  const { muted } = me.state.settings;
  const word = typed.toLowerCase();
  if (word !== "all" && !muted.includes(word)) {
    return refuse(z, me, `You have not muted "${shortName(typed)}".`);
  }
  change(z, me, { muted: word === "all" ? [] : muted.filter((one) => one !== word) });
  tell(z, me, "system", word === "all" ? "You see everything again." : `You see ${word} again.`);
};

/** Unmutes without a word when that is needed; what is no channel stays as it is. */
export const hearAgain = (z: ZoneContext, me: PlayerEntity, channel: string): void => {
  const { muted } = me.state.settings;
  if (!CHANNELS.some((known) => known === channel) || !muted.includes(channel)) return;
  change(z, me, { muted: muted.filter((one) => one !== channel) });
};

/** All settings in one table, with the command that changes each. */
export const showSettings = (z: ZoneContext, me: PlayerEntity): void => {
  const { settings } = me.state;
  const row = (
    command: string,
    value: string,
  ): readonly (readonly [string | ReturnType<typeof styled>])[] => [
    [styled("key", command)],
    [value],
  ];
  const on = (value: boolean): string => (value ? "on" : "off");
  const aliases = Object.keys(me.state.aliases).length;
  show(z, me, "system", [
    table(
      "Your settings",
      [{ label: "Command" }, { label: "Now" }],
      [
        row("colour", on(settings.colour)),
        row("screenreader", on(settings.screenReader)),
        row("brief", on(settings.brief)),
        row("autoloot", on(settings.autoLoot)),
        row("prompt", settings.prompt === "" ? "off" : settings.prompt),
        row("mute", settings.muted.length === 0 ? "nothing" : settings.muted.join(", ")),
        row("alias", aliases === 1 ? "1 alias" : `${aliases} aliases`),
        row("ignore", `${me.state.ignores.length} ignored`),
      ],
    ),
    line("They are kept with your character."),
  ]);
};

/** What others read when they look. "" shows it, `none` takes it away. */
export const describe = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  const words = stripUnsafe(typed).trim();
  const { description } = me.state;
  if (words === "") {
    if (description === "") return tell(z, me, "system", "You have not described yourself yet.");
    return tell(z, me, "system", `Others see: ${description}`);
  }
  if (words.length > MAX_DESCRIPTION_CHARS) {
    const most = `at most ${MAX_DESCRIPTION_CHARS}`;
    return refuse(z, me, `That has ${words.length} characters; ${most} are possible.`);
  }
  const next = words.toLowerCase() === "none" ? "" : words;
  z.setPlayer(me, "description", next);
  const answer = next === "" ? "Your description is gone." : "That is what others see now.";
  tell(z, me, "system", answer);
};

/** There is nothing to be done by hand; the character is marked all the same. */
export const save = (z: ZoneContext, me: PlayerEntity): void => {
  z.dirtyPlayers.add(me.state.id);
  tell(z, me, "system", "Your character saves itself, all the time. It has just done so again.");
};
