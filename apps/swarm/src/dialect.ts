/** How answers are recognised: by words that only the answer to a bot's own command can hold. */

import type { Kind } from "./mix.ts";

/** Every view of a room has one of these. */
export const ROOM_NEEDLES: readonly string[] = ["Exits: ", "There is no way out"];

const REFUSED_WAYS = ["You cannot go", " is closed.", " is locked.", "You are fighting"] as const;

/** `say` is known by its token, which no other bot uses. */
export const NEEDLES: Readonly<Record<Exclude<Kind, "say">, readonly string[]>> = {
  look: ROOM_NEEDLES,
  move: [...ROOM_NEEDLES, ...REFUSED_WAYS],
  who: [" in the world"],
  fight: [
    "You attack",
    "There is no ",
    "This is a place of peace",
    "You are fighting",
    "You cannot fight",
  ],
};

/** The server dropped lines of this bot: its own limit on lines per second. */
export const SLOW_DOWN = "Slow down";

const DIRECTIONS = ["north", "east", "south", "west", "up", "down"] as const;
const ESCAPE = String.fromCharCode(27);
const COLOURS = new RegExp(`${ESCAPE}\\[[0-9;]*m`, "g");
const WAYS = new RegExp(DIRECTIONS.join("|"), "g");
const MOB_IN_JSON = /"kind":"mob","text":"([^"\\]+)"/g;
const PLAYER_LINE = /^[A-Z][a-z]+ is here/;
/** Words of a line that may name what stands there: "A grey rat sniffs …" → grey, rat. */
const NAMING_WORDS = 3;
const TARGETS_MAX = 32;
const NO_NAMES = new Set(["the", "a", "an", "is", "are", "here", "of", "to", "and"]);

/** The ways that a room's text names; works on telnet text and on v1.ambon JSON. */
export const waysIn = (roomText: string): string[] => {
  const at = roomText.indexOf("Exits: ");
  if (at < 0) return [];
  const end = roomText.indexOf(".", at);
  return [...new Set(roomText.slice(at, end < 0 ? undefined : end).match(WAYS) ?? [])];
};

/** Words that may name somebody to fight in a room's text; some of them will be refused. */
export const targetsIn = (roomText: string): string[] => {
  const isJson = roomText.includes('"t":');
  const described = isJson
    ? [...roomText.matchAll(MOB_IN_JSON)].map((match) => match[1] ?? "")
    : roomText.replace(COLOURS, "").split("\n").slice(1);
  const words = described.filter((line) => !PLAYER_LINE.test(line)).flatMap(namingWords);
  return [...new Set(words)].slice(0, TARGETS_MAX);
};

const namingWords = (line: string): string[] =>
  (line.toLowerCase().match(/[a-z]{3,}/g) ?? [])
    .filter((word) => !NO_NAMES.has(word))
    .slice(0, NAMING_WORDS);
