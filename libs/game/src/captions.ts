/** What clients write beside the data: labels of fields and of channels. */

import type { CharStatusVars, CommChannelList } from "@ambon/data/packages";
import { CHANNELS } from "./systems/talk.ts";

export const STATUS_CAPTIONS: CharStatusVars = {
  level: "Level",
  xp: "Experience",
  xptnl: "To next level",
  gold: "Gold",
  race: "Race",
  class: "Class",
  fighting: "Fighting",
  opponent: "Opponent",
  opponenthp: "Opponent's health",
};

/** Where the command is called otherwise than the channel. */
const COMMANDS: Readonly<Record<string, string>> = { group: "gtell" };

export const CHANNEL_CAPTIONS: CommChannelList["channels"] = CHANNELS.map((name) => ({
  name,
  caption: name.charAt(0).toUpperCase() + name.slice(1),
  command: COMMANDS[name] ?? name,
}));
