import assert from "node:assert/strict";
import test from "node:test";
import { newPlayerState } from "@ambon/game/player-state";
import { playerId } from "@ambon/kernel/ids";
import { Roster } from "./roster.ts";

const player = (id: string, name: string) =>
  newPlayerState({
    id: playerId(id),
    name,
    race: "elf",
    class: "mage",
    startRoom: "a:hall",
    screenReader: false,
  });

test("[EN9] players are found by name in any case, where they are now", () => {
  const roster = new Roster<string>((zone) => zone.toUpperCase());
  roster.place(player("1", "Anna"), "town");
  roster.place(player("1", "Anna"), "moor");
  assert.deepEqual(roster.named("aNNA")?.zone, "moor");
  assert.equal(roster.where(playerId("1"))?.entry.zone, "MOOR");
  roster.remove(playerId("1"));
  assert.equal(roster.named("anna"), undefined);
});

test("[EN9] the list is by name, is made once, and follows changes", () => {
  const roster = new Roster<string>((zone) => zone);
  roster.place(player("1", "Cora"), "town");
  roster.place(player("2", "Anna"), "town");
  const list = roster.list();
  assert.deepEqual(
    list.map((one) => one.name),
    ["Anna", "Cora"],
  );
  assert.equal(roster.list(), list);
  roster.update(playerId("2"), { level: 9, afk: true });
  assert.deepEqual(
    roster.list().map((one) => [one.level, one.afk]),
    [
      [9, true],
      [1, false],
    ],
  );
  roster.place(player("2", "Anna"), "moor");
  assert.equal(roster.named("anna")?.entry.afk, true);
});

test("[EN9] what concerns somebody who has just left is ignored", () => {
  const roster = new Roster<string>((zone) => zone);
  roster.update(playerId("7"), { level: 2 });
  roster.remove(playerId("7"));
  assert.equal(roster.size, 0);
});
