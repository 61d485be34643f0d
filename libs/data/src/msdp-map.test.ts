// Goal: MSDP says what the packages say, under the names that its clients know.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MSDP_VARIABLES, msdpReading, msdpVariableNamed } from "./msdp-map.ts";
import { SAMPLES } from "./samples.ts";

const read = (name: string, change: object = {}): unknown => {
  const variable = msdpVariableNamed(name);
  assert.ok(variable, name);
  return msdpReading(variable, { ...SAMPLES[variable.package], ...change });
};

test("[DA12] every variable has a name of its own in upper case and reads its package", () => {
  const names = MSDP_VARIABLES.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const variable of MSDP_VARIABLES) {
    assert.match(variable.name, /^[A-Z]+(_[A-Z]+)*$/);
    assert.match(variable.doc, /\.$/);
    assert.notEqual(msdpReading(variable, SAMPLES[variable.package]), undefined, variable.name);
  }
  assert.equal(msdpVariableNamed("health"), undefined);
  assert.equal(msdpVariableNamed("CONSTRUCTOR"), undefined);
});

test("[DA12] vitals, growth and the fight", () => {
  const vitals = { hp: 80, maxhp: 100, mp: 5, maxmp: 9, string: "H:80/100 M:5/9" };
  assert.equal(read("HEALTH", vitals), 80);
  assert.equal(read("HEALTH_MAX", vitals), 100);
  assert.equal(read("MANA", vitals), 5);
  assert.equal(read("MANA_MAX", vitals), 9);
  assert.equal(read("EXPERIENCE_TNL", { xptnl: 12 }), 12);
  assert.equal(read("MONEY", { gold: 3 }), 3);
  assert.equal(read("OPPONENT_HEALTH_MAX", { fighting: true, opponenthp: 40 }), 100);
  assert.equal(read("OPPONENT_HEALTH_MAX", { fighting: false, opponenthp: 0 }), 0);
});

test("[DA12] the room is one table, with coordinates where there are some", () => {
  const info = {
    num: 12,
    name: "Market Square",
    area: "Heronsford",
    terrain: "city",
    coords: "Fen, the wide,2,-1,0",
    exits: { n: 13 },
  };
  assert.deepEqual(read("ROOM", info), {
    VNUM: 12,
    NAME: "Market Square",
    AREA: "Heronsford",
    TERRAIN: "city",
    COORDS: { X: "2", Y: "-1", Z: "0" },
    EXITS: { n: 13 },
  });
  for (const coords of ["", "Fen", "1,2", "Fen,1,2,z"]) {
    assert.deepEqual((read("ROOM", { ...info, coords }) as Record<string, unknown>).COORDS, {});
  }
  assert.deepEqual(read("ROOM_EXITS", info), { n: 13 });
});

test("[DA13] a payload that breaks its package's promise is not read", () => {
  assert.equal(read("HEALTH", { hp: "many" }), undefined);
  const health = msdpVariableNamed("HEALTH");
  assert.ok(health);
  for (const value of [null, 7, [], {}]) assert.equal(msdpReading(health, value), undefined);
});
