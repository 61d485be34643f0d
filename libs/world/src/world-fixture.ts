/** A small good world for tests, and a way to break it in one place. */
import type { ContentFile } from "./content-hash.ts";
import { loadWorld } from "./load-world.ts";
import { formatProblem } from "./problem.ts";

const LONG = "Grey stone, old lamps and the sound of water under the street. ".repeat(2).trim();

const TOWN = `zone: town
name: Testford
description: A town for tests.
levels: 1-5
rooms:
  square:
    num: 1
    title: Market Square
    description: ${LONG}
    flags: [safe]
    exits:
      north: gate
      east: { to: bakery, description: A warm smell., door: { name: an oak door, key: bun_key } }
      west: moor:edge
    extras:
      - keywords: [fountain, water]
        description: It drips.
  gate:
    num: 2
    title: North Gate
    description: ${LONG}
    terrain: road
    exits: { south: square }
  bakery:
    num: 3
    title: The Warm Oven
    description: ${LONG}
    terrain: inside
    exits: { west: square }
items:
  bun_key:
    name: a bun-shaped key
    keywords: [key]
    description: A key.
    ground: A key lies here.
    kind: key
  sword:
    name: a rusty sword
    keywords: [sword, rusty]
    description: It has seen better days.
    ground: A rusty sword lies here.
    kind: weapon
    damage: 2-5
    bonus: { strength: 1, crit: 20 }
  chest:
    name: an oak chest
    keywords: [chest]
    description: It is heavy.
    ground: A chest stands here.
    kind: container
    fixed: true
    container: { capacity: 3, locked: true, key: bun_key }
  bread:
    name: a loaf of bread
    keywords: [bread, loaf]
    description: It is warm.
    ground: A loaf lies here.
    kind: consumable
    value: 4
    use: { verb: eat, healHp: 5 }
mobs:
  baker:
    name: the baker
    keywords: [baker]
    description: Flour to the elbows.
    ground: The baker kneads dough.
    behaviours: [sentinel]
  rat:
    name: a grey rat
    keywords: [rat]
    description: It has opinions.
    ground: A grey rat sniffs at the gutter.
    level: 3
    tier: weak
    behaviours: [patrol, coward]
    patrol: [square, gate]
    loot: [{ item: bread, chance: 12.5% }]
spawns:
  - { mob: baker, room: bakery }
  - { mob: rat, room: gate, count: 2, respawn: 90s }
placements:
  - { item: chest, room: gate }
  - { item: sword, inside: chest, count: 2, respawn: 0 }
shops:
  oven:
    name: The Warm Oven
    room: bakery
    keeper: baker
    buys: [consumable]
    stock: [{ item: bread, max: 5, restock: 60s }]
`;

const MOOR = `zone: moor
name: The Moor
description: Wind and heather.
levels: 3
rooms:
  edge:
    num: 4
    title: Edge of the Moor
    description: ${LONG}
    terrain: hills
    exits: { east: town:square, down: hollow }
  hollow:
    num: 5
    title: A Hollow
    description: ${LONG}
    terrain: hills
    flags: [noMobs]
    exits: { up: edge }
`;

const GOOD: Readonly<Record<string, string>> = {
  "world.yaml": "name: Testland\nstartRoom: town:square\n",
  "races.yaml": "human:\n  name: Human\n  description: People.\n  attributes: { charisma: 1 }\n",
  "classes.yaml": `fighter:
  name: Fighter
  description: Hits things.
  threat: 150%
  kit: [town:sword]
  gold: 20
`,
  "help.yaml": "- keywords: [death]\n  title: Death\n  body: |-\n    You wake up.\n    It costs.\n",
  "zones/town.yaml": TOWN,
  "zones/moor.yaml": MOOR,
};

/** One change of a file: `from` must stand in it exactly once. */
export interface Edit {
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

/** The good world with some places changed. */
export function fixtureFiles(...edits: readonly Edit[]): ContentFile[] {
  const files = new Map(Object.entries(GOOD));
  for (const { path, from, to } of edits) {
    const text = files.get(path);
    if (text?.split(from).length !== 2) throw new Error(`"${from}" is not once in ${path}`);
    files.set(
      path,
      text.replace(from, () => to),
    );
  }
  return [...files].map(([path, text]) => ({ path, text }));
}

/** What the loader says of some files, one formatted line a problem. */
export function complaints(files: readonly ContentFile[]): string[] {
  return loadWorld(files).problems.map(formatProblem);
}

/** What the loader says when one place of the town is changed. */
export function inTown(from: string, to: string): string[] {
  return complaints(fixtureFiles({ path: "zones/town.yaml", from, to }));
}
