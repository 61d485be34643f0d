import assert from "node:assert/strict";
import test from "node:test";
import { gameZones } from "@ambon/engine/game-zones";
import type { RunningZone } from "@ambon/engine/running-zone";
import { zoneId } from "@ambon/kernel/ids";
import { START_MS } from "../time/virtual-time.ts";
import { Trace } from "../trace/trace.ts";
import { SIM_WORLD } from "../world.ts";
import { Checks } from "./checks.ts";
import { ZoneReplay } from "./zone-replay.ts";

const STEPS = 60;
const TOWN = zoneId("a", 1);

/** A zone runs for a minute while it is recorded; `missed` is a step that the recording lacks. */
const recorded = (missed: number) => {
  const start = { zone: TOWN, epoch: 1, seed: 7, nowMs: START_MS };
  const zone: RunningZone = gameZones(SIM_WORLD)(start);
  const replay = new ZoneReplay(SIM_WORLD, TOWN);
  const watch = replay.begin(start, zone);
  assert.ok(watch !== undefined);
  for (let step = 1; step <= STEPS; step += 1) {
    const nowMs = START_MS + step * 1000;
    if (step !== missed) watch.stepping(nowMs, [], 100);
    zone.step(nowMs, [], 100);
    if (step !== missed) watch.stepped(zone);
  }
  const checks = new Checks(new Trace(() => 0), () => 0);
  return { report: replay.check(checks), wrongs: checks.wrongs };
};

test("[SM24] the recording of a zone gives its hashes when it is played again", () => {
  const { report, wrongs } = recorded(0);
  assert.deepEqual([report?.outcome, report?.steps, wrongs], ["same", STEPS, []]);
  assert.ok((report?.marks ?? 0) >= 3);
});

test("[SM24] a recording that gives another hash is reported", () => {
  const { wrongs } = recorded(STEPS / 2);
  assert.deepEqual(
    wrongs.map(({ invariant }) => invariant),
    ["I11"],
  );
});

test("[SM24] other zones are not recorded", () => {
  const start = { zone: zoneId("b", 1), epoch: 1, seed: 7, nowMs: START_MS };
  const replay = new ZoneReplay(SIM_WORLD, TOWN);
  assert.equal(replay.begin(start, gameZones(SIM_WORLD)(start)), undefined);
});
