// Goal: whatever an earlier release stored is read; what is newer or damaged is refused whole.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { PLAYER_SHAPE } from "@ambon/game/player-shape";
import { PLAYER_SCHEMA } from "@ambon/game/player-state";
import { PLAYER_UPGRADES, STORED_ZONE_UPGRADES } from "@ambon/game/state-upgrades";
import { STORED_ZONE_SCHEMA } from "@ambon/game/stored-zone";
import { TestPlay } from "@ambon/game/testing/play";
import { smallWorld } from "@ambon/game/testing/small-world";
import { STORED_ZONE_SHAPE } from "@ambon/game/zone-shape";
import { encodeCanonical } from "@ambon/kernel/canonical";
import { type Shape, shapeProblems } from "@ambon/kernel/shape";
import { playerCodec, zoneCodec } from "./stored-codecs.ts";

const HERE = dirname(fileURLToPath(import.meta.url));
const FIXTURES = join(HERE, "../../game/src/fixtures");
const FIXTURE_NAME = /^(player|zone|document)-(\d+)(?:-[a-z]+)?\.json$/;

interface Fixture {
  readonly name: string;
  readonly kind: string;
  readonly schema: number;
  /** As it is in a row. */
  readonly text: string;
}

const fixtures: readonly Fixture[] = readdirSync(FIXTURES).map((name) => {
  const [, kind = "", schema = ""] = FIXTURE_NAME.exec(name) ?? [];
  const text = encodeCanonical(JSON.parse(readFileSync(join(FIXTURES, name), "utf8")));
  return { name, kind, schema: Number(schema), text };
});

const codecOf = (kind: string) => (kind === "player" ? playerCodec : zoneCodec);
const schemaOf = (kind: string) => (kind === "player" ? PLAYER_SCHEMA : STORED_ZONE_SCHEMA);

const refusal = (kind: string, text: string): string => {
  const read = codecOf(kind).decode(text);
  assert.ok(!read.ok, "it was read");
  return read.error;
};

test("[PR5] every shape that was ever stored is kept, and read as today's", () => {
  for (const kind of ["player", "zone", "document"]) {
    const schemas = fixtures.filter((one) => one.kind === kind).map(({ schema }) => schema);
    const all = Array.from({ length: schemaOf(kind) }, (_, index) => index + 1);
    assert.deepEqual([...new Set(schemas)].sort(), all, `fixtures of kind ${kind}`);
  }
  for (const { name, kind, schema, text } of fixtures) {
    const read = codecOf(kind).decode(text);
    assert.ok(read.ok, `${name}: ${read.ok ? "" : read.error}`);
    assert.equal(read.value.schema, schemaOf(kind), name);
    const shape: Shape<unknown> = kind === "player" ? PLAYER_SHAPE : STORED_ZONE_SHAPE;
    assert.deepEqual(shapeProblems(shape, read.value), [], name);
    if (schema === schemaOf(kind)) {
      assert.equal(codecOf(kind).encode(read.value as never), text, name);
    }
  }
});

test("[PR5] schema numbers and upgrade functions go together", () => {
  assert.equal(PLAYER_UPGRADES.length + 1, PLAYER_SCHEMA);
  assert.equal(STORED_ZONE_UPGRADES.length + 1, STORED_ZONE_SCHEMA);
});

test("[PR5] what the game stores today is wholly of today's shapes", () => {
  const play = new TestPlay(smallWorld());
  const player = play.login("Ada", { gold: 20 });
  for (const line of ["get all", "wear all", "drop 5 gold", "alias k kill $1"]) player.types(line);
  assert.deepEqual(shapeProblems(PLAYER_SHAPE, player.state), []);
  for (const zone of play.zones.values()) {
    assert.deepEqual(shapeProblems(STORED_ZONE_SHAPE, zone.storedState()), []);
  }
});

test("[PR3] [PR5] a state of a newer schema is refused, and not a field of it is taken", () => {
  for (const { name, kind, text } of fixtures) {
    const newer = schemaOf(kind) + 1;
    const state = { ...(JSON.parse(text) as object), schema: newer, honour: 12 };
    const said = refusal(kind, encodeCanonical(state));
    const sentence = `has schema ${newer} and this version of the server knows ${newer - 1}`;
    assert.equal(said, `the stored state ${sentence}: start the newer version`, name);
  }
});

test("[PR6] what is not of its shape is refused with the first place that is wrong", () => {
  const fixture = (name: string) => fixtures.find((one) => one.name === name)?.text ?? "";
  const player = fixture("player-1.json");
  const ruin: readonly (readonly [kind: string, text: string, sentence: string])[] = [
    ["player", player.replace('"gold":212,', ""), "gold is missing"],
    ["player", player.replace('"level":7', '"level":"7"'), "level is not a whole number from 1 up"],
    ["player", player.replace('"moor#1/9/4"', "4"), "inventory[0].contents[0].uid is not a text"],
    ["player", player.replace('"head":', '"hed":'), "equipment.hed is not one of head, neck"],
    [
      "player",
      player.replace(/"inventory":\[.*?\],"k/, '"inventory":{},"k'),
      "inventory is no list",
    ],
    ["zone", fixture("zone-1.json").replace('"rooms":', '"roms":'), "rooms is missing"],
    ["zone", '{"schema":1}', "rooms is missing"],
    ["document", "null", "is no object"],
  ];
  for (const [kind, text, sentence] of ruin) {
    assert.ok(refusal(kind, text).includes(sentence), `${refusal(kind, text)} | ${sentence}`);
  }
});

test("[PR6] keys that nobody knows do not hinder reading, and are not lost", () => {
  const text = fixtures.find(({ name }) => name === "player-1.json")?.text ?? "";
  const withSession = text.replace("{", '{"@session":{"generation":3},');
  const read = playerCodec.decode(withSession);
  assert.ok(read.ok);
  assert.equal(playerCodec.encode(read.value), withSession);
});
