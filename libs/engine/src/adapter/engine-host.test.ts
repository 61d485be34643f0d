import assert from "node:assert/strict";
import test from "node:test";
import type { EngineFrame, GatewayFrame } from "@ambon/bus/frames";
import { type LocalLink, localLink } from "@ambon/bus/local-bus";
import { LocalPeers } from "@ambon/bus/local-peers";
import { newPlayerState, type PlayerState } from "@ambon/game/player-state";
import { smallWorld } from "@ambon/game/testing/small-world";
import { encodeCanonical } from "@ambon/kernel/canonical";
import { playerId } from "@ambon/kernel/ids";
import { limitsWith } from "@ambon/kernel/limits";
import { silentMetrics } from "@ambon/kernel/ports";
import { ok } from "@ambon/kernel/result";
import { MemoryStore } from "@ambon/persistence/adapter/memory-store";
import type { ZoneFactory } from "../running-zone.ts";
import { FakeDesk } from "../testing/fake-desk.ts";
import { ManualTime } from "../testing/manual-time.ts";
import { ScriptedZone } from "../testing/scripted-zone.ts";
import { COMMONS, MOOR, TOWN, wordsOf } from "../testing/test-engine.ts";
import { EngineHost, INBOX_FRAMES_MAX } from "./engine-host.ts";

interface Rig {
  readonly host: EngineHost;
  readonly store: MemoryStore;
  readonly time: ManualTime;
  readonly link: LocalLink;
  readonly peers: LocalPeers;
  readonly frames: EngineFrame[];
  readonly crashes: string[];
  readonly events: string[];
  readonly shutdowns: string[];
}

const rig = (zones: ZoneFactory = (start) => new ScriptedZone(start)): Rig => {
  const world = smallWorld();
  const store = new MemoryStore();
  const time = new ManualTime();
  const link = localLink({ gateway: "g1", engine: "engine-1" });
  const peers = new LocalPeers();
  const frames: EngineFrame[] = [];
  link.outbound.receive((_engine, batch) => void frames.push(...batch));
  const crashes: string[] = [];
  const events: string[] = [];
  const shutdowns: string[] = [];
  const host = new EngineHost({
    engine: {
      engine: "engine-1",
      boot: "b1",
      limits: limitsWith(),
      world: () => world,
      zones,
      hosted: [TOWN, MOOR, COMMONS],
      seed: 1,
      accounts: new FakeDesk(),
      readPlayer: (state) => ok(JSON.parse(state) as PlayerState),
      randomToken: () => "token",
      metrics: silentMetrics,
      log: { event: (_level, event) => void events.push(event) },
      recording: null,
    },
    store,
    inbound: link.inbound,
    outbound: link.outbound,
    peers: peers.join("engine-1"),
    account: async (effect) => effect,
    reload: async () => ({ ok: true, contentHash: "c2", text: "Reloaded." }),
    recordings: null,
    onShutdown: (reason) => void shutdowns.push(reason),
    crash: (reason) => void crashes.push(reason),
    time,
  });
  return { host, store, time, link, peers, frames, crashes, events, shutdowns };
};

const started = async (zones?: ZoneFactory): Promise<Rig> => {
  const r = rig(zones);
  const ready = r.host.start();
  await r.time.wind(100);
  await ready;
  return r;
};

const addAnna = async (store: MemoryStore): Promise<string> => {
  const created = await store.createPlayer({
    name: "Anna",
    auth: { passwordHash: "x", failures: 0, lockedUntilMs: 0 },
    stateFor: (id) =>
      encodeCanonical(
        newPlayerState({
          id: playerId(id),
          name: "Anna",
          race: "human",
          class: "fighter",
          startRoom: "a:hall",
          screenReader: false,
        }),
      ),
  });
  assert.equal(created.outcome, "created");
  return created.outcome === "created" ? created.row.id : "";
};

const attach = (r: Rig, id: string): void => {
  const caps = { transport: "telnet", screenReader: false, address: "192.0.2.1" } as const;
  r.link.inbound.send("engine-1", [
    { f: "attach", channel: 1, sessionId: "s1", ticket: `t-${id}`, caps },
  ]);
};

const read = (r: Rig): string[] =>
  r.frames.flatMap((frame) => (frame.f === "output" ? [wordsOf(frame.markup)] : []));

test("[EN26] a player comes in over the bus, plays, and is saved when the host stops", async () => {
  const r = await started();
  const id = await addAnna(r.store);
  attach(r, id);
  await r.time.wind(50);
  r.link.inbound.send("engine-1", [{ f: "input", channel: 1, inputSeq: 1, line: "hello" }]);
  await r.time.wind(10);
  assert.deepEqual(read(r), ["You are in a:hall.", "Anna: hello"]);
  assert.deepEqual(r.host.status().players, 1);
  const stopped = r.host.stop("test");
  await r.time.wind(500);
  assert.equal(await stopped, true);
  const row = await r.store.read({ kind: "player", id });
  assert.equal(row?.owner, null);
  assert.equal(JSON.parse(row?.state ?? "{}").inputSeq, 1);
  assert.equal((await r.store.read({ kind: "zone", id: TOWN }))?.owner, null);
  assert.equal(r.frames.at(-1)?.f, "close");
});

test("[EN26] a store that does not answer at the end does not keep the process for ever", async () => {
  const r = await started();
  attach(r, await addAnna(r.store));
  await r.time.wind(50);
  r.store.cut = () => Promise.resolve({ outcome: "unavailable", reason: "disk full" });
  const stopped = r.host.stop("test");
  await r.time.wind(11_000);
  assert.equal(await stopped, false);
});

test("[EN71] a gateway whose queue is full loses its link, and so does one that floods the inbox", async () => {
  const r = await started();
  const told: boolean[] = [];
  r.link.outbound.watch((_engine, up) => void told.push(up));
  const send = r.link.outbound.send;
  r.link.outbound.send = () => "full";
  attach(r, await addAnna(r.store));
  await r.time.wind(200);
  r.link.outbound.send = send;
  assert.deepEqual(told, [true, false, true]);
  const ack: GatewayFrame = { f: "ack", channel: 1, received: 0 };
  const batch = Array.from({ length: INBOX_FRAMES_MAX }, () => ack);
  r.link.inbound.send("engine-1", batch);
  assert.equal(told.length, 3);
  r.link.inbound.send("engine-1", [ack]);
  assert.deepEqual(told.slice(3), [false, true]);
});

test("[EN71] another engine that floods the inbox loses its link", async () => {
  const r = await started();
  const told: boolean[] = [];
  const other = r.peers.join("engine-2");
  other.receive(() => undefined);
  other.watch((_engine, up) => void told.push(up));
  const taken = { p: "taken", id: "m1" } as const;
  other.send(
    "engine-1",
    Array.from({ length: INBOX_FRAMES_MAX }, () => taken),
  );
  assert.deepEqual(told, [true]);
  other.send("engine-1", [taken]);
  assert.deepEqual(told, [true, false, true]);
});

test("[EN26] a broken invariant in the core is logged and ends the process", async () => {
  const r = rig((start) => {
    const zone = new ScriptedZone(start);
    return Object.assign(zone, {
      step: () => {
        throw new Error("the ceiling fell");
      },
    });
  });
  void r.host.start();
  await r.time.wind(500);
  assert.equal(r.crashes.length, 1);
  assert.match(r.crashes[0] ?? "", /the ceiling fell/);
  assert.ok(r.events.includes("engine_crashed"));
  assert.equal(await r.host.stop("test"), false);
});

test("[EN26] a store that fails in a way it may not ends the process too", async () => {
  const r = await started();
  r.store.claim = () => Promise.reject(new TypeError("not what was promised"));
  attach(r, await addAnna(r.store));
  await r.time.wind(100);
  assert.match(r.crashes[0] ?? "", /not what was promised/);
});

test("[EN26] orders for the host reach it: reload and shutdown", async () => {
  const r = await started();
  r.host.admin({ a: "reload" });
  r.host.admin({ a: "shutdown", delayMs: 2000, reason: "new version" });
  await r.time.wind(2200);
  assert.deepEqual(r.shutdowns, ["new version"]);
});
