/** Schema of a mob: a creature or a person that the game plays. */
import { BEHAVIOURS, MOB_TIERS } from "./definition.ts";
import * as limits from "./limits.ts";
import { keywords } from "./room-schema.ts";
import { type Infer, list, located, object, optional, required, standard } from "./schema.ts";
import { int, line, oneOf, permille, prose, range, ref } from "./schema-scalars.ts";

const FROM_TIER = "computed from tier and level if left out.";

const LOOT = object("loot", {
  item: required(located(ref("item")), "What may be found on the corpse."),
  chance: standard(permille(1000), 1000, "How often.", "100%"),
});

export const MOB = object("mob", {
  name: required(line(limits.NAME_CHARS_MAX), "With article, as in a sentence: a grey rat."),
  keywords: required(keywords, "Words that mean it."),
  description: required(prose(limits.PROSE_CHARS_MAX), "Seen on looking at it."),
  ground: required(line(limits.LINE_CHARS_MAX), "How it stands in a room: a whole sentence."),
  level: standard(int(1, limits.LEVEL_MAX), 1, "Level."),
  tier: standard(oneOf(MOB_TIERS), "standard" as const, "How strong it is for its level."),
  hp: optional(int(1, limits.AMOUNT_MAX), `Hit points; ${FROM_TIER}`),
  damage: optional(range(0, limits.AMOUNT_MAX), `Damage of a blow; ${FROM_TIER}`),
  armour: optional(int(0, limits.BONUS_MAX), `Armour; ${FROM_TIER}`),
  dodge: optional(permille(1000), `Chance to dodge; ${FROM_TIER}`),
  xp: optional(int(0, limits.AMOUNT_MAX), `Experience for killing it; ${FROM_TIER}`),
  gold: optional(range(0, limits.AMOUNT_MAX), `Gold on the corpse; ${FROM_TIER}`),
  behaviours: standard(
    list(oneOf(BEHAVIOURS), BEHAVIOURS.length, "behaviours"),
    [],
    "What it does by itself.",
    "none",
  ),
  patrol: standard(
    list(located(ref("room")), limits.PATROL_ROOMS_MAX, "rooms"),
    [],
    "Rooms that behaviour patrol walks in order and back; neighbours are joined by exits.",
    "none",
  ),
  wanderSteps: standard(
    int(0, limits.WANDER_STEPS_MAX),
    3,
    "How far behaviour wander goes from where the mob appeared.",
  ),
  flee: optional(permille(1000), "Share of hit points a coward flees at; 20% if left out."),
  loot: standard(list(LOOT, limits.LOOT_MAX, "loot"), [], "Items on the corpse.", "none"),
  sayings: standard(
    list(line(limits.LINE_CHARS_MAX), limits.SAYINGS_MAX, "sayings"),
    [],
    "Said now and then.",
    "none",
  ),
});
export type RawMob = Infer<typeof MOB>;
