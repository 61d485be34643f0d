/**
 * The border between two engines as players know it: the game's own zones, e1 with the town and the
 * documents, e2 with the field north of it. Whoever plays begins in the yard, whose only way out is
 * the border, beside a rat that nobody kills soon.
 */

import type { EngineFrame } from "@ambon/bus/frames";
import { smallWorld } from "@ambon/game/testing/small-world";
import { worldLibrary } from "@ambon/game/world-library";
import { renderPlain } from "@ambon/markup/render-plain";
import type { Markup } from "@ambon/markup/tree";
import type { WorldDefinition } from "@ambon/world/definition";
import { gameZones } from "../game-zones.ts";
import { Crowd } from "./crowd.ts";
import { FakeStore } from "./fake-store.ts";
import { TestCluster } from "./test-cluster.ts";
import { COMMONS, MOOR, TOWN } from "./test-engine.ts";

const WIDTH = 200;
/** A line and a hand-off are over by then; short against every pause of the game. */
const SETTLE_TICKS = 20;
const SETTLE_STEP_MS = 20;

const borderWorld = (): WorldDefinition => {
  const small = smallWorld();
  const [yard, rat] = [small.rooms.get("a:yard"), small.mobs.get("a:rat")];
  if (yard === undefined || rat === undefined) throw new Error("the small world has changed");
  const rooms = new Map(small.rooms).set("a:yard", {
    ...yard,
    exits: { north: { to: "b:field" } },
  });
  return { ...small, rooms, mobs: new Map(small.mobs).set("a:rat", { ...rat, hp: 5000 }) };
};

const wordsOf = (frame: EngineFrame): readonly string[] =>
  frame.f === "output" ? [renderPlain(frame.markup as Markup, WIDTH).trimEnd()] : [];

export class RealBorder {
  readonly cluster: TestCluster;
  readonly crowd: Crowd;

  /** Players 1, 2 … of these names. */
  constructor(...names: readonly string[]) {
    const store = new FakeStore();
    const ids = names.map((name, at) => {
      store.addPlayer(`${at + 1}`, name, "a:yard");
      return `${at + 1}`;
    });
    const zones = gameZones(worldLibrary(borderWorld()));
    this.cluster = new TestCluster({ hosted: { e1: [TOWN, COMMONS], e2: [MOOR] }, store, zones });
    this.crowd = new Crowd(this.cluster, ids);
    for (const id of ids) this.crowd.join(id, "e1");
    this.settle();
    for (const id of ids) this.crowd.takes(id);
  }

  /** Answers what they have read since the last call, one text after the other. */
  types(id: string, line: string): string {
    if (!this.crowd.type(id, line)) throw new Error(`player ${id} is not in the world`);
    this.settle();
    return this.reads(id);
  }

  reads(id: string): string {
    return this.crowd.takes(id).flatMap(wordsOf).join("\n");
  }

  settle(): void {
    this.crowd.ticks(SETTLE_TICKS, SETTLE_STEP_MS);
  }

  /** The engine that has this player, as the row says. */
  engineOf(id: string): string | undefined {
    return this.cluster.store.row(`player/${id}`).owner?.split("#")[0];
  }
}
