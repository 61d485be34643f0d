import assert from "node:assert/strict";
import { test } from "node:test";
import type { RoomInfo } from "@ambon/data/packages";
import fc from "fast-check";
import {
  type Atlas,
  EMPTY_ATLAS,
  placeOf,
  withRoom,
  ZONE_ROOMS_MAX,
  ZONES_MAX,
  zoneHere,
} from "./atlas.ts";
import { drawingOf, frameOf, MAP_REACH } from "./map-drawing.ts";
import { mapWords, stepsText, WORDS_ROOMS_MAX } from "./map-words.ts";

const room = (num: number, name: string, coords: string, more: Partial<RoomInfo> = {}) => ({
  num,
  name,
  desc: "",
  area: "Town",
  zone: "Town",
  environment: "city",
  terrain: "city",
  coords,
  exits: {},
  doors: {},
  details: [],
  ...more,
});
const walked = (...rooms: readonly RoomInfo[]): Atlas => rooms.reduce(withRoom, EMPTY_ATLAS);

const square = room(1, "Square", "0,0,0", { exits: { n: 2, e: 3, u: 9 }, doors: { e: "closed" } });
const gate = room(2, "Gate", "0,1,0", { exits: { n: 4, s: 1 } });
const shop = room(3, "Oddy's", "1,0,0", { exits: { w: 1 }, details: ["shop"] });
const road = room(4, "Road", "0,2,0", { exits: { s: 2 } });
const tower = room(9, "Tower", "0,0,1", { exits: { d: 1 } });

test("[WC29] the drawing has the seen rooms of this level around the player, north above", () => {
  const { spots, paths } = drawingOf(walked(tower, shop, road, gate, square));
  const at = Object.fromEntries(spots.map((spot) => [spot.name, [spot.x, spot.y]]));
  assert.deepEqual(at, { "Oddy's": [1, 0], Road: [0, -2], Gate: [0, -1], Square: [0, 0] });
  assert.deepEqual(
    spots.filter((spot) => spot.isHere || spot.isShop || spot.hasUp).map(({ name }) => name),
    ["Oddy's", "Square"],
  );
  assert.equal(paths.length, 3);
  assert.deepEqual(paths.find((path) => path.isShut)?.isSeen, true);
});

test("[WC29] a way into the unknown is drawn as a stub, and so is one out of the window", () => {
  const { spots, paths } = drawingOf(walked(square));
  assert.equal(spots.length, 1);
  assert.deepEqual(
    paths.map(({ isSeen, isShut }) => [isSeen, isShut]),
    [
      [false, false],
      [false, true],
    ],
  );
  const far = room(8, "Far", `${MAP_REACH + 1},0,0`);
  assert.equal(drawingOf(walked(far, square)).spots.length, 1);
});

test("[WC29] the words name every way, what is beyond, and what was seen further away", () => {
  assert.deepEqual(mapWords(EMPTY_ATLAS), []);
  assert.deepEqual(mapWords(walked(road, gate, shop, square)), [
    "You are in Square, Town.",
    "north: Gate",
    "east: Oddy's (shop), closed door",
    "up: not seen yet",
    "2 north: Road",
  ]);
  assert.equal(mapWords(walked(room(5, "Cell", "0,0,0")))[1], "There is no way out that you know.");
  assert.equal(stepsText(["n", "n", "e", "n"]), "2 north, east, north");
});

test("[WC29] a room seen again is known as it is now, and other zones keep theirs", () => {
  const elsewhere = room(50, "Moor", "0,0,0", { zone: "Moor", exits: { s: 1 } });
  const opened = { ...square, doors: { e: "open" } };
  const atlas = walked(square, elsewhere, opened);
  assert.equal(atlas.zones.length, 2);
  assert.equal(zoneHere(atlas)?.rooms.get(1)?.doors.e, "open");
  assert.equal(mapWords(walked(square, elsewhere))[1], "south: Square");
  assert.equal(drawingOf(walked(square, elsewhere)).spots.length, 1);
});

test("[WC29] rooms and zones are bounded; those not visited for longest leave", () => {
  let atlas = EMPTY_ATLAS;
  for (let num = 1; num <= ZONE_ROOMS_MAX + 2; num += 1) {
    atlas = withRoom(atlas, room(num, `Room ${num}`, `${num},0,0`));
  }
  assert.equal(zoneHere(atlas)?.rooms.size, ZONE_ROOMS_MAX);
  assert.equal(zoneHere(atlas)?.rooms.has(2), false);
  for (let zone = 0; zone < ZONES_MAX + 1; zone += 1) {
    atlas = withRoom(atlas, room(9_000 + zone, "Room", "0,0,0", { zone: `Zone ${zone}` }));
  }
  assert.equal(atlas.zones.length, ZONES_MAX);
  assert.equal(atlas.zones[0]?.name, "Zone 1");
  const ways = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`way ${at}`, 100 + at]));
  const hub = room(1, "Hub", "0,0,0", { exits: { n: 2 } });
  const many = Array.from({ length: 30 }, (_, at) => room(100 + at, `Room ${at}`, ""));
  const told = mapWords(walked(...many, room(2, "Fork", "0,1,0", { exits: ways }), hub));
  assert.equal(told.length, 2 + WORDS_ROOMS_MAX);
});

test("[WC29] coordinates are read in both forms, and without them there are only words", () => {
  assert.deepEqual(placeOf("1,-2,3"), { x: 1, y: -2, z: 3 });
  assert.deepEqual(placeOf("45, 5, 4, 0"), { x: 5, y: 4, z: 0 });
  for (const text of ["", "1,2", "a,b,c", "1,2,", "1.5,2,3", "9999999,0,0"]) {
    assert.equal(placeOf(text), null, text);
  }
  const atlas = walked(room(7, "Fog", "?"));
  assert.deepEqual(drawingOf(atlas), { spots: [], paths: [] });
  assert.equal(mapWords(atlas)[0], "You are in Fog, Town.");
});

test("[WC29] any walk draws at most one window of rooms, and never throws", () => {
  const anyRoom = fc.record({
    num: fc.integer({ min: 0, max: 40 }),
    coords: fc.oneof(fc.string(), fc.tuple(fc.nat(9), fc.nat(9), fc.nat(1)).map(String)),
    exits: fc.dictionary(fc.constantFrom("n", "e", "up", "sw", "x"), fc.nat(40)),
  });
  fc.assert(
    fc.property(fc.array(anyRoom, { maxLength: 60 }), (rooms) => {
      const atlas = walked(
        ...rooms.map(({ num, coords, exits }) => room(num, "R", coords, { exits })),
      );
      const { spots } = drawingOf(atlas);
      assert.ok(spots.length <= (2 * MAP_REACH + 1) ** 2);
      const { left, top, width, height } = frameOf({ spots, paths: [] });
      for (const { x, y } of spots) {
        assert.ok(x > left && x < left + width && y > top && y < top + height);
      }
      assert.equal(mapWords(atlas).length > 0, rooms.length > 0);
    }),
  );
});
