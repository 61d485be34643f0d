/** Schema of an item. */
import { ATTRIBUTES, ITEM_KINDS, SLOTS } from "./definition.ts";
import * as limits from "./limits.ts";
import { keywords } from "./room-schema.ts";
import { type Infer, located, object, optional, partial, required, standard } from "./schema.ts";
import { bool, int, line, oneOf, prose, range, ref } from "./schema-scalars.ts";

export const BONUSES = [...ATTRIBUTES, "hp", "mana", "dodge", "crit"] as const;
export const USE_VERBS = ["eat", "drink", "use"] as const;

const CONTAINER = object("container", {
  capacity: standard(int(1, limits.CONTAINER_CAPACITY_MAX), 10, "How many things fit in."),
  closed: standard(bool(), false, "Whether it is closed at first."),
  locked: standard(bool(), false, "Whether it is locked at first; then it is closed too."),
  key: optional(located(ref("item")), "Item that locks and unlocks it."),
});

const USE = object("use", {
  verb: standard(oneOf(USE_VERBS), "use" as const, "The command that uses it."),
  healHp: standard(int(0, limits.AMOUNT_MAX), 0, "Hit points restored."),
  healMana: standard(int(0, limits.AMOUNT_MAX), 0, "Mana restored."),
  charges: standard(int(1, limits.BONUS_MAX), 1, "Uses before it is gone."),
  message: standard(line(limits.LINE_CHARS_MAX), "You feel better.", "What its user reads."),
});

export const ITEM = object("item", {
  name: required(line(limits.NAME_CHARS_MAX), "With article, as in a sentence: a rusty sword."),
  keywords: required(keywords, "Words that mean it."),
  description: required(prose(limits.PROSE_CHARS_MAX), "Seen on looking at it."),
  ground: required(line(limits.LINE_CHARS_MAX), "How it lies in a room: a whole sentence."),
  kind: standard(oneOf(ITEM_KINDS), "thing" as const, "What it is to the game."),
  slot: optional(oneOf(SLOTS), "Where it is worn; a weapon goes to `weapon` if left out."),
  value: standard(int(0, limits.AMOUNT_MAX), 0, "Worth in gold pieces."),
  weight: standard(int(0, limits.BONUS_MAX), 1, "Weight."),
  damage: optional(range(0, limits.BONUS_MAX), "Damage of a weapon's blow; a weapon needs it."),
  armour: standard(int(0, limits.BONUS_MAX), 0, "Armour while worn."),
  bonus: standard(
    partial("bonuses", BONUSES, int(-limits.BONUS_MAX, limits.BONUS_MAX)),
    {},
    "Added while worn; dodge and crit in permille.",
    "none",
  ),
  container: optional(CONTAINER, "For kind container, which needs it."),
  use: optional(USE, "For kind consumable, which needs it."),
  fixed: standard(bool(), false, "Whether it cannot be taken."),
  minLevel: standard(int(0, limits.LEVEL_MAX), 0, "Level needed to wear or wield it."),
});
export type RawItem = Infer<typeof ITEM>;
