import assert from "node:assert/strict";
import test from "node:test";
import { limitsWith } from "@ambon/kernel/limits";
import {
  describe,
  drawOptions,
  FAULTS,
  limitsOf,
  type Overrides,
  TWISTS,
  withOverrides,
} from "./options.ts";
import { commandFor, secondsUntil } from "./shrink.ts";
import { Simulation } from "./simulation.ts";

const SHORT: Overrides = { seconds: 20 };
const run = (seed: number, overrides = SHORT, sink?: (line: string) => void) =>
  new Simulation(withOverrides(drawOptions(seed), overrides), sink).run();

test("[SM15] the same seed gives the same trace, another seed another", () => {
  const [one, again, other] = [run(7), run(7), run(9)];
  assert.equal(one.hash, again.hash);
  assert.equal(one.events, again.events);
  assert.notEqual(one.hash, other.hash);
});

test("[SM15] a printed trace has one fixed-width line per event, and does not change the run", () => {
  const lines: string[] = [];
  const { hash, tail } = run(7, SHORT, (line) => lines.push(line));
  assert.equal(hash, run(7).hash);
  assert.deepEqual(tail, lines.slice(-tail.length));
  for (const line of lines) assert.match(line, /^ *\d+ \S+ +[a-z]+ /);
});

test("[SM16] the first line tells every option; leaving one out changes no other", () => {
  const drawn = drawOptions(12);
  const line = describe(drawn);
  for (const [fault, seconds] of Object.entries(drawn.faults)) {
    assert.ok(line.includes(`${fault}=${seconds}`), fault);
  }
  const [fault = ""] = Object.keys(drawn.faults);
  const without = withOverrides(drawn, { off: [fault, "unknown", "mischief"], players: 2 });
  const { [fault as keyof typeof drawn.faults]: _gone, ...rest } = drawn.faults;
  assert.deepEqual(without.faults, rest);
  assert.deepEqual(without.network, drawn.network);
  assert.deepEqual(
    [without.players, without.store.unknownPermille, without.habits.dropPermille],
    [2, 0, 0],
  );
});

test("[SM16] twists and faults come when they are asked for, and nothing else changes", () => {
  const drawn = drawOptions(12);
  const on = withOverrides(drawn, { on: ["crowd", "engineZombie"] });
  assert.equal(on.twists.crowd, drawn.twists.crowd || TWISTS.crowd.least);
  assert.equal(on.faults.engineZombie, FAULTS.engineZombie[0]);
  assert.deepEqual({ ...on, twists: {}, faults: {} }, { ...drawn, twists: {}, faults: {} });
  for (const [twist, amount] of Object.entries(on.twists)) {
    assert.ok(describe(on).includes(`${twist}=${amount}`), twist);
  }
  const off = withOverrides(on, { off: Object.keys(TWISTS) });
  assert.deepEqual(new Set(Object.values(off.twists)), new Set([0]));
  assert.equal(limitsOf(off).ZONE_PLAYERS, limitsWith().ZONE_PLAYERS);
  assert.equal(limitsOf(on).ZONE_PLAYERS, on.twists.crowd);
});

test("[SM17] short runs of many seeds keep all invariants", () => {
  for (let seed = 1; seed <= 6; seed += 1) {
    assert.deepEqual(run(seed).wrongs, [], `repeat: ${commandFor(seed, SHORT)}`);
  }
});

test("[SM18] a failure is told with the command that repeats it", () => {
  const overrides = { seconds: 9, players: 2, off: ["linkDark", "mischief"] };
  assert.equal(
    commandFor(5, overrides),
    "bun run sim --seed 5 --seconds 9 --players 2 --off linkDark,mischief",
  );
  assert.equal(secondsUntil(12_001), 13);
});
