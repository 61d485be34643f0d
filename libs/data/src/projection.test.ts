/** What GMCP sends of a value, and what of it may be left out on the way. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { flowOf, gmcpValue, latestKey } from "./projection.ts";
import { SAMPLES } from "./samples.ts";
import { PACKAGE_NAMES, specOf } from "./schema.ts";

test("[DA14] GMCP sends the field alone that the schema names, and all else as it is", () => {
  const players = SAMPLES["Room.Players"];
  assert.deepEqual(gmcpValue("room.players", players), players.players);
  assert.equal(gmcpValue("Room.WrongDir", { dir: "ne" }), "ne");
  assert.equal(gmcpValue("Room.RemovePlayer", { name: "Tomas" }), "Tomas");
  assert.equal(gmcpValue("Char.Vitals", SAMPLES["Char.Vitals"]), SAMPLES["Char.Vitals"]);
  assert.deepEqual(gmcpValue("No.Such", { a: 1 }), { a: 1 });
  assert.equal(gmcpValue("Room.WrongDir", null), null);
  assert.equal(gmcpValue("Room.WrongDir", {}), undefined);
});

test("[DA14] a field that is sent alone or tells states apart is a field of the package", () => {
  for (const name of PACKAGE_NAMES) {
    const { gmcp, per, fields } = specOf(name);
    for (const field of [gmcp?.alone, per]) {
      assert.ok(field === undefined || Object.hasOwn(fields, field), `${name} ${field}`);
    }
  }
});

test("[DA18] what would be too long for GMCP is sent shorter, and whole to the browser", () => {
  const { commands } = SAMPLES["Server.Commands"];
  assert.ok(commands.every(({ summary }) => summary !== ""));
  const sent = gmcpValue("Server.Commands", { commands }) as { commands: object[] };
  assert.deepEqual(Object.keys(sent.commands[0] ?? {}), ["name", "usage", "category"]);
  const items = Array.from({ length: 200 }, (_, index) => ({ id: String(index) }));
  const list = { location: "room", items };
  assert.deepEqual(gmcpValue("Char.Items.List", list), { ...list, items: items.slice(0, 60) });
});

test("[DA15] lists of two places do not replace each other, and changes are never replaced", () => {
  const key = (location: string): string => latestKey("Char.Items.List", { location, items: [] });
  assert.equal(key("inv"), key("inv"));
  assert.notEqual(key("inv"), key("room"));
  assert.equal(latestKey("Char.Vitals", { hp: 1 }), latestKey("Char.Vitals", { hp: 2 }));
  const changes = PACKAGE_NAMES.filter((name) => flowOf(name) === "change");
  assert.deepEqual(changes, [
    "Char.Items.Add",
    "Char.Items.Remove",
    "Char.Items.Update",
    "Room.AddPlayer",
    "Room.RemovePlayer",
  ]);
  assert.equal(flowOf("comm.channel.text"), "chatter");
  assert.equal(flowOf("No.Such"), "latest");
});
