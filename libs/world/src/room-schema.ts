/** Schema of a room: prose, exits, doors, things to look at. */
import { DIRECTIONS, ROOM_FLAGS } from "./definition.ts";
import * as limits from "./limits.ts";
import {
  type Infer,
  list,
  located,
  object,
  optional,
  partial,
  type Reader,
  required,
  type Schema,
  standard,
} from "./schema.ts";
import { int, keyword, line, oneOf, prose, ref } from "./schema-scalars.ts";
import type { Tree } from "./yaml-tree.ts";

export const TERRAINS = [
  "city",
  "inside",
  "forest",
  "field",
  "hills",
  "mountain",
  "water",
  "cave",
  "road",
  "swamp",
] as const;

export const DOOR_STATES = ["open", "closed", "locked"] as const;

export const keywords = list(keyword(), limits.KEYWORDS_MAX, "words");

const DOOR = object("door", {
  name: required(line(limits.NAME_CHARS_MAX), "What players call it, without article: oak door."),
  keywords: optional(keywords, "Words that mean it; the words of its name if left out."),
  state: standard(oneOf(DOOR_STATES), "closed" as const, "How it stands at first."),
  key: optional(located(ref("item")), "Item that locks and unlocks it."),
});
export type RawDoor = Infer<typeof DOOR>;

const EXIT = object("exit", {
  to: required(located(ref("room")), "Room it leads to: `room`, or `zone:room`."),
  description: optional(prose(limits.PROSE_CHARS_MAX), "Seen on looking that way."),
  door: optional(DOOR, "A door in the way; written on one side it stands on both."),
});
export type RawExit = Infer<typeof EXIT>;

/** An exit in full, or only the room it leads to. */
const SHORT_EXIT: Schema<RawExit> = {
  describe: `${ref("room").describe}, or exit`,
  objects: EXIT.objects,
  decode(tree: Tree, reader: Reader, label: string, owner: number) {
    if (tree.kind === "map") return EXIT.decode(tree, reader, `the exit ${label}`, owner);
    const to = ref("room").decode(tree, reader, label, owner);
    if (to === undefined) return undefined;
    return { at: owner, to: { value: to, at: tree.at }, description: undefined, door: undefined };
  },
};

const EXTRA = object("extra", {
  keywords: required(keywords, "Words that `look WORD` finds it by."),
  description: required(prose(limits.PROSE_CHARS_MAX), "What one sees."),
});

export const ROOM = object("room", {
  num: required(
    located(int(1, limits.ROOM_NUM_MAX)),
    "Number for clients' mappers: unique in the world, never given to another room.",
  ),
  title: required(line(limits.TITLE_CHARS_MAX), "Heading."),
  description: required(
    located(prose(limits.PROSE_CHARS_MAX)),
    `What one sees; shorter than ${limits.ROOM_PROSE_CHARS_MIN} characters is a warning.`,
  ),
  terrain: standard(oneOf(TERRAINS), "city" as const, "Kind of ground."),
  flags: standard(
    list(oneOf(ROOM_FLAGS), ROOM_FLAGS.length, "flags"),
    [],
    "safe: no fighting. bank: deposit and withdraw. noMobs: mobs never enter. dark: needs a light.",
    "none",
  ),
  exits: standard(partial("exits", DIRECTIONS, SHORT_EXIT), {}, "Ways out.", "none"),
  extras: standard(
    list(EXTRA, limits.EXTRAS_PER_ROOM_MAX, "extras"),
    [],
    "Things of the room that can be looked at.",
    "none",
  ),
});
export type RawRoom = Infer<typeof ROOM>;
