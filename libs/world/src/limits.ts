/**
 * Every bound of world content. What goes over one is an error of `world check`, never a silent
 * cut: a bad world does not start.
 */

/** Files of one world. */
export const FILES_MAX = 500;
/** Length of one content file in UTF-16 units; the reader also refuses as many bytes. */
export const FILE_CHARS_MAX = 5 * 1024 * 1024;
/** Nesting of maps and lists in one file. */
export const YAML_DEPTH_MAX = 32;
/** Aliases (`*name`) in one file, and the nodes that all of them together may stand for. */
export const YAML_ALIASES_MAX = 100;
export const YAML_ALIAS_NODES_MAX = 10_000;
/** Problems kept of each severity; further ones are only counted. */
export const PROBLEMS_MAX = 200;

export const ROOMS_PER_ZONE_MAX = 2000;
export const ITEMS_PER_ZONE_MAX = 2000;
export const MOBS_PER_ZONE_MAX = 2000;
export const SPAWNS_PER_ZONE_MAX = 4000;
export const PLACEMENTS_PER_ZONE_MAX = 4000;
export const SHOPS_PER_ZONE_MAX = 200;
export const RACES_MAX = 50;
export const CLASSES_MAX = 50;
export const HELP_TOPICS_MAX = 500;

export const ID_CHARS_MAX = 40;
export const NAME_CHARS_MAX = 60;
export const TITLE_CHARS_MAX = 80;
export const LINE_CHARS_MAX = 240;
export const PROSE_CHARS_MAX = 4000;
export const HELP_CHARS_MAX = 8000;
export const KEYWORD_CHARS_MAX = 24;
export const KEYWORDS_MAX = 12;
export const SPLASH_LINES_MAX = 40;
export const SPLASH_COLUMNS_MAX = 80;
/** A room described in fewer characters than this earns a warning. */
export const ROOM_PROSE_CHARS_MIN = 120;

export const EXTRAS_PER_ROOM_MAX = 20;
export const PATROL_ROOMS_MAX = 50;
export const LOOT_MAX = 20;
export const SAYINGS_MAX = 20;
export const STOCK_MAX = 50;
export const KIT_MAX = 20;
export const SPAWN_COUNT_MAX = 100;
export const PLACEMENT_COUNT_MAX = 100;
export const CONTAINER_CAPACITY_MAX = 200;
/** Players of one instance of a zone. */
export const CAPACITY_MAX = 10_000;
export const WANDER_STEPS_MAX = 50;
export const LEVEL_MAX = 100;
/** Bound of hit points, gold, experience, values: sums of many stay exact integers. */
export const AMOUNT_MAX = 1_000_000_000;
/** Bound of one attribute or bonus, either sign. */
export const BONUS_MAX = 1000;
export const ROOM_NUM_MAX = 2_147_483_647;
export const DURATION_MS_MAX = 30 * 24 * 3_600_000;
