import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Action,
  inventoryActions,
  personActions,
  roomActions,
  stackName,
  stacksOf,
} from "./actions.ts";

const item = (attrib: string) => ({ id: "1", name: "a thing", keyword: "2.thing", attrib });
const commands = (actions: readonly Action[]) => actions.map(({ command }) => command);

test("[WC18] in the room: creatures are met, things taken, containers looked into", () => {
  assert.deepEqual(commands(roomActions(item("m"))), [
    "look 2.thing",
    "consider 2.thing",
    "kill 2.thing",
  ]);
  assert.deepEqual(commands(roomActions(item("t"))), ["look 2.thing", "get 2.thing"]);
  assert.deepEqual(commands(roomActions(item("c"))), ["look 2.thing", "look in 2.thing"]);
});

test("[WC18] with me: worn, wearable, edible, fluid, container and the rest", () => {
  const last = (attrib: string) => commands(inventoryActions(item(attrib))).slice(1);
  assert.deepEqual(last("wt"), ["remove 2.thing"]);
  assert.deepEqual(last("Wt"), ["wear 2.thing", "drop 2.thing"]);
  assert.deepEqual(last("et"), ["eat 2.thing", "drop 2.thing"]);
  assert.deepEqual(last("ft"), ["drink 2.thing", "drop 2.thing"]);
  assert.deepEqual(last("ct"), ["look in 2.thing", "drop 2.thing"]);
  assert.deepEqual(last("t"), ["use 2.thing", "drop 2.thing"]);
});

test("[WC18] people are looked at, followed and invited", () => {
  assert.deepEqual(commands(personActions("Tomas")), [
    "look Tomas",
    "tell Tomas ",
    "follow Tomas",
    "group invite Tomas",
  ]);
});

test("[WC18] equal things are one entry with their count, worn ones apart", () => {
  const named = (id: string, name: string) => ({ ...item("t"), id, name });
  const worn = { ...named("5", "a ring"), slot: "finger" };
  const things = [named("1", "a loaf"), named("2", "a ring"), named("3", "a loaf"), worn];
  assert.deepEqual(
    stacksOf(things).map((stack) => [stack.item.id, stack.count]),
    [
      ["1", 2],
      ["2", 1],
      ["5", 1],
    ],
  );
  assert.equal(stackName("a loaf", 2), "a loaf (2)");
  assert.equal(stackName("a loaf", 1), "a loaf");
});
