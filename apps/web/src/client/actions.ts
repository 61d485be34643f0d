/**
 * What one can do with a thing, by the letters of `Char.Items.List`: w worn, W wearable, c
 * container, t takeable, m monster, and from the same dialect e edible, f fluid.
 */

import type { ItemEntry } from "@ambon/data/packages";

export interface Action {
  readonly label: string;
  readonly command: string;
  /** The player finishes the command in the line. */
  readonly begins?: boolean;
}

/** Equal things as one entry: the first of them, and how many there are. */
export const stacksOf = (
  items: readonly ItemEntry[],
): readonly { readonly item: ItemEntry; readonly count: number }[] => {
  const stacks = new Map<string, { item: ItemEntry; count: number }>();
  for (const item of items) {
    const key = JSON.stringify([item.name, item.attrib, item.slot ?? null]);
    const stack = stacks.get(key);
    if (stack === undefined) stacks.set(key, { item, count: 1 });
    else stack.count += 1;
  }
  return [...stacks.values()];
};

/** "a loaf of bread (2)". */
export const stackName = (name: string, count: number): string =>
  count === 1 ? name : `${name} (${count})`;

const has = (item: ItemEntry, letter: string): boolean => item.attrib.includes(letter);

const look = ({ keyword }: ItemEntry): Action => ({ label: "Look", command: `look ${keyword}` });

const inside = (item: ItemEntry): readonly Action[] =>
  has(item, "c") ? [{ label: "Look in", command: `look in ${item.keyword}` }] : [];

/** A thing or a creature in the room. */
export const roomActions = (item: ItemEntry): readonly Action[] => {
  const { keyword } = item;
  if (has(item, "m")) {
    return [
      look(item),
      { label: "Consider", command: `consider ${keyword}` },
      { label: "Attack", command: `kill ${keyword}` },
    ];
  }
  const get = has(item, "t") ? [{ label: "Get", command: `get ${keyword}` }] : [];
  return [look(item), ...get, ...inside(item)];
};

const consume = (item: ItemEntry): readonly Action[] => {
  const { keyword } = item;
  if (has(item, "e")) return [{ label: "Eat", command: `eat ${keyword}` }];
  if (has(item, "f")) return [{ label: "Drink", command: `drink ${keyword}` }];
  return has(item, "W") || has(item, "c") ? [] : [{ label: "Use", command: `use ${keyword}` }];
};

/** A thing that I carry or wear. */
export const inventoryActions = (item: ItemEntry): readonly Action[] => {
  const { keyword } = item;
  if (has(item, "w")) {
    return [look(item), { label: "Remove", command: `remove ${keyword}` }, ...inside(item)];
  }
  const wear = has(item, "W") ? [{ label: "Wear", command: `wear ${keyword}` }] : [];
  return [
    look(item),
    ...wear,
    ...consume(item),
    ...inside(item),
    { label: "Drop", command: `drop ${keyword}` },
  ];
};

/** What a shop does with a thing that I carry. */
export const shopActions = ({ keyword }: ItemEntry): readonly Action[] => [
  { label: "Value", command: `value ${keyword}` },
  { label: "Sell", command: `sell ${keyword}` },
];

export const personActions = (name: string): readonly Action[] => [
  { label: "Look", command: `look ${name}` },
  { label: "Tell", command: `tell ${name} `, begins: true },
  { label: "Follow", command: `follow ${name}` },
  { label: "Invite", command: `group invite ${name}` },
];
