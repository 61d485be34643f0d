import assert from "node:assert/strict";
import test from "node:test";
import type { EngineFrame, GatewayFrame } from "@ambon/bus/frames";
import { type LocalLink, localLink } from "@ambon/bus/local-bus";
import type { Input } from "@ambon/game/input";
import type { PlayerState } from "@ambon/game/player-state";
import { ZONE_SCHEMA } from "@ambon/game/state";
import { smallWorld } from "@ambon/game/testing/small-world";
import { worldLibrary } from "@ambon/game/world-library";
import { Zone } from "@ambon/game/zone";
import { decodeRecording } from "@ambon/journal/recording";
import { replay } from "@ambon/journal/replay";
import { limitsWith } from "@ambon/kernel/limits";
import { silentLog, silentMetrics } from "@ambon/kernel/ports";
import { ok } from "@ambon/kernel/result";
import { renderPlain } from "@ambon/markup/render-plain";
import type { Markup } from "@ambon/markup/tree";
import { MemoryStore } from "@ambon/persistence/adapter/memory-store";
import { type AccountJob, AccountReception } from "../account-reception.ts";
import { gameZones } from "../game-zones.ts";
import { ManualTime } from "../testing/manual-time.ts";
import { COMMONS, MOOR, TOWN } from "../testing/test-engine.ts";
import { accountWorker } from "./account-worker.ts";
import { EngineHost } from "./engine-host.ts";

const WIDTH = 200;

/** One socket, from login to goodbye, against an engine with the real zones. */
class Client {
  readonly time = new ManualTime();
  readonly frames: EngineFrame[] = [];
  readonly recorded = new Map<string, number[]>();
  readonly host: EngineHost;
  readonly #link: LocalLink = localLink({ gateway: "g1", engine: "local" });
  #inputSeq = 0;
  #request = 0;

  constructor(store: MemoryStore, boot: string) {
    const library = worldLibrary(smallWorld());
    const hasher = {
      hash: async (text: string) => text,
      verify: async (a: string, b: string) => a === b,
    };
    const work = accountWorker({ store, hasher, startRoom: () => library.current.startRoom });
    this.#link.outbound.receive((_engine, batch) => void this.frames.push(...batch));
    this.host = new EngineHost({
      engine: {
        engine: "engine-1",
        boot,
        limits: limitsWith(),
        world: () => library.current,
        zones: gameZones(library),
        hosted: [TOWN, MOOR, COMMONS],
        seed: 7,
        accounts: new AccountReception({
          limits: limitsWith(),
          signer: { sign: () => "s", verify: (_text, signature) => signature === "s" },
          owner: `engine-1#${boot}`,
          world: library.current,
          commandWords: [],
          unknownNameHash: "",
          bans: [],
        }),
        readPlayer: (state) => ok(JSON.parse(state) as PlayerState),
        randomToken: () => "token",
        metrics: silentMetrics,
        log: silentLog,
        recording: { markEverySteps: 1, segmentBytes: 1 << 28, build: "test", schema: ZONE_SCHEMA },
      },
      store,
      inbound: this.#link.inbound,
      outbound: this.#link.outbound,
      account: (effect) => work(effect as AccountJob),
      reload: async () => ({ ok: false, contentHash: "", text: "" }),
      recordings: {
        write: (zone, { bytes }) => {
          const all = this.recorded.get(zone) ?? [];
          for (const byte of bytes) all.push(byte);
          this.recorded.set(zone, all);
        },
      },
      onShutdown: () => undefined,
      crash: (reason) => assert.fail(reason),
      time: this.time,
    });
  }

  async start(): Promise<void> {
    const ready = this.host.start();
    await this.time.wind(200);
    await ready;
  }

  async stop(): Promise<boolean> {
    const stopped = this.host.stop("test");
    await this.time.wind(1000);
    return stopped;
  }

  async send(frame: GatewayFrame): Promise<void> {
    this.#link.inbound.send("local", [frame]);
    await this.time.wind(50);
  }

  /** Through the account desk to the first room. */
  async enter(call: Extract<GatewayFrame, { f: "account" }>["call"]): Promise<void> {
    this.#request += 1;
    const requestId = this.#request;
    const address = "192.0.2.1";
    await this.send({ f: "account", requestId, sessionId: "s1", address, call });
    const reply = this.frames.findLast((frame) => frame.f === "accountReply");
    assert.ok(reply?.f === "accountReply" && reply.reply.ok && "ticket" in reply.reply);
    const { ticket } = reply.reply;
    const caps = { transport: "telnet", screenReader: false, address } as const;
    await this.send({ f: "attach", channel: requestId, sessionId: "s1", ticket, caps });
    const attached = this.frames.findLast((frame) => frame.f === "attached");
    this.#inputSeq = attached?.f === "attached" ? attached.inputSeq : 0;
  }

  async type(line: string): Promise<string> {
    const from = this.frames.length;
    this.#inputSeq += 1;
    await this.send({ f: "input", channel: this.#request, inputSeq: this.#inputSeq, line });
    return this.text(from);
  }

  text(from = 0): string {
    return this.frames
      .slice(from)
      .flatMap((frame) =>
        frame.f === "output" ? [renderPlain(frame.markup as Markup, WIDTH)] : [],
      )
      .flat()
      .join("\n");
  }
}

const PASSWORD = "correct horse";

test("[EN30] a character is created, crosses a border, quits, and comes back as it left", async () => {
  const world = smallWorld();
  const store = new MemoryStore();
  const client = new Client(store, "b1");
  await client.start();
  const race = [...world.races.keys()][0] ?? "";
  const cls = [...world.classes.keys()][0] ?? "";
  const name = "Anna";
  await client.enter({
    op: "create",
    name,
    password: PASSWORD,
    race,
    class: cls,
    screenReader: false,
  });
  assert.match(client.text(), /Hall/);
  await client.type("north");
  assert.match(await client.type("north"), /Field/);
  assert.match(await client.type("who"), /Anna/);
  await client.type("quit");
  await client.time.wind(300);
  const close = client.frames.at(-1);
  assert.equal(close?.f === "close" ? close.reason : close?.f, "quit");
  await client.enter({ op: "login", name, password: PASSWORD });
  assert.match(await client.type("look"), /Field/);
  assert.equal(await client.stop(), true);
  const row = await store.findByName("player", name);
  assert.equal(row?.owner, null);
  const state = JSON.parse(row?.state ?? "{}") as PlayerState;
  assert.deepEqual([state.room, state.inputSeq], ["b:field", 5]);
});

test("[EN30] what was recorded of the real zones replays to the same hashes", async () => {
  const world = smallWorld();
  const client = new Client(new MemoryStore(), "b1");
  await client.start();
  const race = [...world.races.keys()][0] ?? "";
  const cls = [...world.classes.keys()][0] ?? "";
  await client.enter({
    op: "create",
    name: "Anna",
    password: PASSWORD,
    race,
    class: cls,
    screenReader: false,
  });
  for (const line of ["get all", "north", "east", "kill rat", "look", "west", "north", "south"]) {
    await client.type(line);
    await client.time.wind(1500);
  }
  await client.stop();
  assert.deepEqual([...client.recorded.keys()].sort(), [COMMONS, TOWN, MOOR]);
  for (const [zone, bytes] of client.recorded) {
    const decoded = decodeRecording(Uint8Array.from(bytes));
    assert.ok(decoded.ok);
    const report = replay(decoded.value, (_header, snapshot) => {
      const restored = Zone.restore(worldLibrary(world), snapshot);
      return {
        step: (now, inputs, max) => restored.step(now, inputs as readonly Input[], max),
        hash: () => restored.hash(),
      };
    });
    assert.deepEqual([zone, report.outcome, report.divergence], [zone, "same", null]);
    assert.ok(report.steps > 0);
  }
});
