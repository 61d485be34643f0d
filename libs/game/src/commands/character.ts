/** Score, equipment and the like. */

import { showEquipment } from "../systems/belongings.ts";
import { showGold, showScore, showVitals } from "../systems/score.ts";
import type { Command } from "./command.ts";

export const CHARACTER_COMMANDS: readonly Command[] = [
  {
    name: "score",
    aliases: ["sc"],
    category: "character",
    args: "",
    summary: "Show who you are and how you fare",
    run: showScore,
  },
  {
    name: "vitals",
    aliases: ["hp"],
    category: "character",
    args: "",
    summary: "Tell your health and mana in one line",
    run: showVitals,
  },
  {
    name: "equipment",
    aliases: ["eq"],
    category: "character",
    args: "",
    summary: "List what you wear, and what it does for you",
    run: showEquipment,
  },
  {
    name: "gold",
    aliases: ["worth", "wealth"],
    category: "character",
    args: "",
    summary: "Tell how much gold you have",
    run: showGold,
  },
];
