// Goal: without a coordinator each zone that nobody has is asked for, by few engines at a time.

import assert from "node:assert/strict";
import test from "node:test";
import { type ZoneId, zoneId } from "@ambon/kernel/ids";
import { type Candidate, HELD_WAIT_MS, RANK_WAIT_MS, ZoneClaims } from "./zone-claims.ts";

const ZONES = Array.from({ length: 40 }, (_one, at) => zoneId(`zone${at}`, 1));
const candidates = (...loads: readonly number[]): readonly Candidate[] =>
  loads.map((load, at) => ({
    engine: `e${at + 1}`,
    load,
    mayRun: () => true,
    isNear: () => true,
  }));

const firstOf = (engine: string, loads: readonly number[]): readonly ZoneId[] =>
  new ZoneClaims().takeDue(0, ZONES, engine, candidates(...loads));

test("[CL4] each zone is asked for by one engine first, and every engine gets some", () => {
  const asked = ["e1", "e2", "e3"].map((engine) => firstOf(engine, [0, 0, 0]));
  assert.equal(asked.flat().length, ZONES.length);
  assert.equal(new Set(asked.flat()).size, ZONES.length);
  for (const zones of asked) assert.ok(zones.length >= 5, String(zones.length));
});

test("[CL4] an engine with more than its share comes after the others", () => {
  assert.deepEqual(firstOf("e1", [40, 0, 0]), []);
  assert.equal(firstOf("e2", [40, 0, 0]).length + firstOf("e3", [40, 0, 0]).length, ZONES.length);
});

test("[CL15] engines of the region come before the others, whatever they run already", () => {
  const known = candidates(40, 0, 0).map((one) => ({ ...one, isNear: () => one.engine === "e1" }));
  const asked = (engine: string, nowMs = 0): number => {
    const claims = new ZoneClaims();
    claims.takeDue(0, ZONES, engine, known);
    return claims.takeDue(nowMs, ZONES, engine, known).length;
  };
  assert.equal(new ZoneClaims().takeDue(0, ZONES, "e1", known).length, ZONES.length);
  for (const engine of ["e2", "e3"]) {
    assert.equal(new ZoneClaims().takeDue(0, ZONES, engine, known).length, 0);
  }
  // When nobody of the region takes them the others do, each its part first.
  assert.equal(asked("e2", RANK_WAIT_MS) + asked("e3", RANK_WAIT_MS), ZONES.length);
});

test("[CL15] nobody waits for an engine that may not run the zone", () => {
  const known = candidates(0, 0).map((one) => ({ ...one, mayRun: () => one.engine === "e2" }));
  assert.equal(new ZoneClaims().takeDue(0, ZONES, "e2", known).length, ZONES.length);
});

test("[CL4] when the first does not take it, the next asks later, until everybody has", () => {
  const claims = new ZoneClaims();
  const due = (nowMs: number): number =>
    claims.takeDue(nowMs, ZONES, "e1", candidates(0, 0, 0)).length;
  const counts = [due(0), due(RANK_WAIT_MS), due(2 * RANK_WAIT_MS), due(3 * RANK_WAIT_MS)];
  assert.equal(
    counts.reduce((sum, count) => sum + count),
    ZONES.length,
  );
  assert.equal(counts[3], 0);
});

test("[CL4] a zone that is held is asked for again when its lease is over, one without later", () => {
  const zones = ZONES.slice(0, 2);
  const [leased, pinned] = zones as [ZoneId, ZoneId];
  const claims = new ZoneClaims();
  const due = (nowMs: number): readonly ZoneId[] =>
    claims.takeDue(nowMs, zones, "e1", candidates(0));
  assert.deepEqual(due(0), zones);
  assert.equal(claims.isAsking, true);
  claims.notTaken(leased, 0, 700);
  claims.notTaken(pinned, 0, null);
  assert.equal(claims.isAsking, false);
  assert.deepEqual(due(699), []);
  assert.deepEqual(due(700), [leased]);
  claims.settled(leased);
  assert.deepEqual(due(HELD_WAIT_MS), [leased, pinned]);
});
