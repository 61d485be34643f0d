/** Schemas of the files that are not zones: world, races, classes, help. */
import { ATTRIBUTES } from "./definition.ts";
import * as limits from "./limits.ts";
import {
  type Infer,
  list,
  located,
  mapOf,
  object,
  optional,
  partial,
  required,
  standard,
} from "./schema.ts";
import {
  block,
  idComplaint,
  int,
  keyword,
  line,
  oneOf,
  permille,
  prose,
  ref,
} from "./schema-scalars.ts";

const SPLASH = object("splash", {
  art: required(
    block(limits.PROSE_CHARS_MAX, limits.SPLASH_COLUMNS_MAX),
    "Shown before login, line by line as written.",
  ),
  plain: required(
    block(limits.PROSE_CHARS_MAX, limits.LINE_CHARS_MAX),
    "The same for screen readers: sentences, no drawing.",
  ),
});

export const WORLD_FILE = object("world.yaml", {
  name: required(line(limits.NAME_CHARS_MAX), "Name of the world."),
  startRoom: required(located(ref("room")), "Where new characters begin, as `zone:room`."),
  respawnRoom: optional(
    located(ref("room")),
    "Where the dead wake up, as `zone:room`; the start room if left out.",
  ),
  splash: optional(SPLASH, "Greeting before login; the world's name if left out."),
});
export type RawWorld = Infer<typeof WORLD_FILE>;

const attributes = partial("attributes", ATTRIBUTES, int(-limits.BONUS_MAX, limits.BONUS_MAX));

const RACE = object("race", {
  name: required(line(limits.NAME_CHARS_MAX), "Name shown to players."),
  description: required(prose(limits.PROSE_CHARS_MAX), "Shown when a character is created."),
  attributes: standard(attributes, {}, "Added to every attribute's base.", "none"),
});
export type RawRace = Infer<typeof RACE>;

const CLASS = object("class", {
  name: required(line(limits.NAME_CHARS_MAX), "Name shown to players."),
  description: required(prose(limits.PROSE_CHARS_MAX), "Shown when a character is created."),
  attributes: standard(attributes, {}, "Added to every attribute's base.", "none"),
  hpPerLevel: standard(int(0, limits.BONUS_MAX), 5, "Hit points gained with each level."),
  manaPerLevel: standard(int(0, limits.BONUS_MAX), 2, "Mana gained with each level."),
  attack: standard(oneOf(ATTRIBUTES), "strength" as const, "Attribute that adds to blows."),
  threat: standard(permille(10_000), 1000, "Anger that blows of this class cause.", "100%"),
  kit: standard(
    list(located(ref("item")), limits.KIT_MAX, "items"),
    [],
    "Items of a new character, as `zone:item`.",
    "none",
  ),
  gold: standard(int(0, limits.AMOUNT_MAX), 0, "Gold of a new character."),
});
export type RawClass = Infer<typeof CLASS>;

const HELP_TOPIC = object("help topic", {
  keywords: required(
    list(keyword("allow"), limits.KEYWORDS_MAX, "words"),
    "Words that `help WORD` finds this topic by.",
  ),
  title: required(line(limits.TITLE_CHARS_MAX), "Heading."),
  body: required(
    block(limits.HELP_CHARS_MAX, limits.LINE_CHARS_MAX),
    "The text, line by line as written.",
  ),
});

export const RACES_FILE = mapOf("race", (id) => idComplaint("race", id), RACE, limits.RACES_MAX);
export const CLASSES_FILE = mapOf(
  "class",
  (id) => idComplaint("class", id),
  CLASS,
  limits.CLASSES_MAX,
);
export const HELP_FILE = list(HELP_TOPIC, limits.HELP_TOPICS_MAX, "help topics");
