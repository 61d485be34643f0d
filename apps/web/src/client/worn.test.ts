import assert from "node:assert/strict";
import { test } from "node:test";
import { SLOTS } from "@ambon/world/definition";
import { dollOf, freeText } from "./worn.ts";

const item = (name: string, slot?: string) => {
  const base = { id: name, name, attrib: "w", keyword: name };
  return slot === undefined ? base : { ...base, slot };
};

test("[WC38] the doll has every place of the body once, and nothing worn is missing", () => {
  const places = dollOf([
    item("boots", "feet"),
    item("bread"),
    item("hat", "head"),
    item("tail", "tail"),
  ]);
  assert.deepEqual(
    places.map(({ slot }) => slot),
    [...SLOTS, "tail"],
  );
  assert.deepEqual(
    places.flatMap((place) => place.item?.name ?? []),
    ["hat", "boots", "tail"],
  );
});

test("[WC38] two things on one place are two entries, and free places are named", () => {
  const all = SLOTS.map((slot) => item(slot, slot));
  const places = dollOf([...all.slice(1), item("ring", "finger")]);
  assert.equal(places.filter(({ slot }) => slot === "finger").length, 2);
  assert.equal(freeText(places), "Free: head.");
  assert.equal(freeText(dollOf(all)), "Nothing is free.");
});
