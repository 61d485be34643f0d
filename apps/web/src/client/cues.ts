/** The cues (libs/data) of what the server says, as the page sees it. */

import { type Cue, type CueNumbers, cueOfLine, cueOfNumbers } from "@ambon/data/cues";
import { spokenText } from "./markup-text.ts";
import type { ServerMessage } from "./protocol.ts";
import type { GameState } from "./state.ts";

const numbersIn = ({ vitals, status }: GameState): CueNumbers => ({
  hp: vitals?.hp ?? 0,
  maxhp: vitals?.maxhp ?? 0,
  level: status?.level ?? 0,
});

/** The cue of a message, or null; `after` is the state with the message in it. */
export const cueOf = (before: GameState, after: GameState, message: ServerMessage): Cue | null => {
  if (message.t === "out") {
    return cueOfLine(message.c, spokenText(message.m).split("\n")[0] ?? "", after.name);
  }
  return message.t === "data" ? cueOfNumbers(numbersIn(before), numbersIn(after)) : null;
};
