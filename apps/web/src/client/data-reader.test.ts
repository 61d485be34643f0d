import assert from "node:assert/strict";
import { test } from "node:test";
import { SAMPLES } from "@ambon/data/samples";
import fc from "fast-check";
import { DATA_LIST_MAX, KNOWN_PACKAGES, readData } from "./data-reader.ts";

const names = KNOWN_PACKAGES;

test("[WC3] the sample of every package is read back as it was sent", () => {
  for (const name of names) {
    const sent = JSON.parse(JSON.stringify(SAMPLES[name]));
    assert.deepEqual(readData(name, sent), { p: name, v: SAMPLES[name] });
    assert.deepEqual(readData(name.toUpperCase(), sent), { p: name, v: SAMPLES[name] });
  }
});

test("[WC3] unknown packages and values that are no objects give nothing", () => {
  assert.equal(readData("Sea.State", {}), undefined);
  assert.equal(readData(7, {}), undefined);
  assert.equal(readData("Char.Vitals", [1]), undefined);
  assert.equal(readData("Char.Vitals", null), undefined);
});

test("[WC3] wrong and missing fields become harmless values, new ones are ignored", () => {
  assert.deepEqual(readData("Char.Vitals", { hp: "many", maxhp: 9.7, tide: "low" }), {
    p: "Char.Vitals",
    v: { hp: 0, maxhp: 9, mp: 0, maxmp: 0, string: "" },
  });
  const long = Array.from({ length: DATA_LIST_MAX + 1 }, () => ({ name: "Gull" }));
  const read = readData("Room.Players", { players: [7, ...long] });
  assert.ok(read?.p === "Room.Players");
  assert.equal(read.v.players.length, DATA_LIST_MAX - 1);
  assert.deepEqual(read.v.players[0], { name: "Gull", fullname: "" });
});

test("[WC3] any object gives the keys of the package's shape", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.dictionary(fc.string(), fc.jsonValue()),
      (name, v) => {
        const read = readData(name, v);
        assert.deepEqual(Object.keys(read?.v ?? {}).sort(), Object.keys(SAMPLES[name]).sort());
      },
    ),
  );
});
