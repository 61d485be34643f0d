// Goal: rooms lie on the map as their exits say; what cannot is moved and noted.
import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { isLoaded, loadWorld } from "./load-world.ts";
import { fixtureFiles } from "./world-fixture.ts";

const LONG = "Grey stone, old lamps and the sound of water under the street. ".repeat(2);

/** A zone of rooms a, b, c… with the given exits, entered from the town square. */
function mapOf(rooms: Readonly<Record<string, string>>, alsoTo = "a") {
  const parts = Object.entries(rooms).map(
    ([id, exits], index) =>
      `  ${id}:\n    num: ${index + 10}\n    title: T\n    description: ${LONG}\n` +
      `    exits: { ${exits} }\n`,
  );
  const text = `zone: maze\nname: Maze\ndescription: M.\nlevels: 1\nrooms:\n${parts.join("")}`;
  const edit = { path: "zones/town.yaml", from: "exits: { south: square }", to: "" };
  const way = { ...edit, to: `exits: { south: square, up: maze:a, down: maze:${alsoTo} }` };
  const result = loadWorld([...fixtureFiles(way), { path: "zones/maze.yaml", text }]);
  const notes = result.problems.filter(({ message }) => message.startsWith("on the map"));
  const cells: Record<string, readonly number[]> = {};
  if (!isLoaded(result)) throw new Error(JSON.stringify(result.problems));
  for (const { id, zone, x, y, z } of result.world.rooms.values()) {
    if (zone === "maze") cells[id.slice(5)] = [x, y, z];
  }
  return { cells, notes: notes.map(({ line, message }) => `${line} ${message}`) };
}

test("[WO45] x grows to the east, y to the north, z upwards, from the zone's first room", () => {
  deepEqual(mapOf({ a: "north: b, east: c, up: d", b: "south: a", c: "west: a", d: "down: a" }), {
    cells: { a: [0, 0, 0], b: [0, 1, 0], c: [1, 0, 0], d: [0, 0, 1] },
    notes: [],
  });
});

test("[WO45] a room that only leads into the walked part lies beside it", () => {
  const { cells } = mapOf(
    { a: "north: town:gate, down: b", b: "east: town:gate", c: "east: a" },
    "c",
  );
  deepEqual(cells, { a: [0, 0, 0], b: [0, 0, -1], c: [-1, 0, 0] });
});

test("[WO46] a room whose cell is taken goes on to the next free one, with a note", () => {
  const { cells, notes } = mapOf({
    a: "east: b, north: c",
    b: "west: a, north: d",
    c: "south: a, east: e",
    d: "south: b",
    e: "west: c",
  });
  deepEqual(cells, { a: [0, 0, 0], c: [0, 1, 0], b: [1, 0, 0], e: [1, 1, 0], d: [1, 2, 0] });
  deepEqual(notes, ['21 on the map, room "maze:d" would lie where "maze:e" is; it was moved on']);
});

test("[WO47] parts that hang together only through another zone lie side by side", () => {
  const { cells } = mapOf({ a: "east: b, up: town:gate", b: "west: a", c: "down: town:gate" }, "c");
  deepEqual(cells, { a: [0, 0, 0], b: [1, 0, 0], c: [3, 0, 0] });
});
