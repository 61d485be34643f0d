// Goal: the host's own promises, with a bus and sockets made of arrays.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { InboundBus, OutboundBus, OutboundReceiver, SendOutcome } from "@ambon/bus/bus";
import type { GatewayFrame } from "@ambon/bus/frames";
import { limitsWith } from "@ambon/kernel/limits";
import { silentLog } from "@ambon/kernel/ports";
import { CountingMetrics } from "@ambon/testing/counting-metrics";
import type { Payload } from "../client.ts";
import { Gateway } from "../gateway.ts";
import { FakeEngine } from "../testing/fake-engine.ts";
import { GatewayHost, type HostSocket } from "./gateway-host.ts";

const BACKLOG = 8;

const endOfTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

class Rig {
  readonly engine = new FakeEngine();
  readonly metrics = new CountingMetrics();
  readonly sent: GatewayFrame[] = [];
  readonly writes: Payload[] = [];
  readonly dropped: string[] = [];
  readonly crashes: string[] = [];
  outcome: SendOutcome = "sent";
  /** Engines whose link is gone. */
  readonly away = new Set<string>();
  onSend: (frames: readonly GatewayFrame[]) => void = () => undefined;
  readonly host: GatewayHost;
  receiver: OutboundReceiver = () => undefined;

  constructor(engines: readonly string[] = ["engine"]) {
    const inbound: InboundBus = {
      send: (engine, frames) => {
        if (this.away.has(engine)) return "noLink";
        if (this.outcome !== "sent") return this.outcome;
        this.sent.push(...frames);
        this.onSend(frames);
        const answers = this.engine.take(frames);
        // An engine that answers inside the sending call, as the in-process one may.
        if (answers.length > 0) this.receiver(engine, answers);
        return "sent";
      },
      receive: () => undefined,
      watch: () => undefined,
      drop: (engine) => this.dropped.push(engine),
      depth: () => 0,
      close: () => undefined,
    };
    const outbound: OutboundBus = {
      send: () => "noLink",
      receive: (receiver) => {
        this.receiver = receiver;
      },
      watch: (watcher) => {
        for (const engine of engines) watcher(engine, true);
      },
      drop: () => undefined,
      depth: () => 0,
      close: () => undefined,
    };
    const { metrics } = this;
    const clock = { nowMs: () => 0 };
    const log = silentLog;
    let ids = 0;
    const mintSessionId = (): string => String(++ids);
    const limits = limitsWith();
    const gateway = new Gateway({ limits, metrics, log, mintSessionId, version: "0" });
    this.host = new GatewayHost({
      gateway,
      inbound,
      outbound,
      clock,
      backlogFrames: BACKLOG,
      metrics,
      log,
      crash: (reason) => this.crashes.push(reason),
    });
  }

  async browser(): Promise<number> {
    const socket: HostSocket = {
      transport: "websocket",
      write: (payload) => this.writes.push(payload),
      close: () => undefined,
    };
    const channel = this.host.open(socket, "192.0.2.1");
    this.host.put({ i: "message", channel, text: '{"t":"hello","v":1}' });
    await endOfTurn();
    return channel;
  }

  /** Each in a turn of its own. */
  async lines(channel: number, ...lines: string[]): Promise<void> {
    for (const line of lines) {
      this.host.put({ i: "message", channel, text: JSON.stringify({ t: "line", text: line }) });
      await endOfTurn();
    }
  }
}

test("[SE46] an engine that answers inside the sending call is heard after the step", async () => {
  const rig = new Rig();
  const channel = await rig.browser();
  await rig.lines(channel, "mira", "swordfish", "say hi");
  rig.host.stop();
  assert.match(String(rig.writes.at(-1)), /say hi/);
  assert.equal(rig.metrics.values.get("gateway_logins_total login"), 1);
});

test("[SE46] frames that the bus refuses as full are sent again in order", async () => {
  const rig = new Rig();
  const channel = await rig.browser();
  await rig.lines(channel, "mira", "swordfish");
  rig.sent.length = 0;
  rig.outcome = "full";
  await rig.lines(channel, "one");
  await rig.lines(channel, "two");
  assert.equal(rig.sent.length, 0);
  rig.outcome = "sent";
  await rig.lines(channel, "three");
  rig.host.stop();
  const lines = rig.sent.flatMap((frame) => (frame.f === "input" ? [frame.line] : []));
  assert.deepEqual(lines, ["one", "two", "three"]);
});

test("[SE46] when more frames wait than may be kept, the link is given up", async () => {
  const rig = new Rig();
  const channel = await rig.browser();
  await rig.lines(channel, "mira", "swordfish");
  rig.outcome = "full";
  for (let at = 1; at <= BACKLOG; at += 1) await rig.lines(channel, `line ${at}`);
  assert.deepEqual(rig.dropped, []);
  await rig.lines(channel, "one too many");
  rig.host.stop();
  assert.deepEqual(rig.dropped, ["engine"]);
  assert.match(String(rig.writes.at(-1)), /The world holds its breath/);
});

test("[SE28] a bus without a link is told to the players, and its return too", async () => {
  const rig = new Rig();
  const channel = await rig.browser();
  await rig.lines(channel, "mira", "swordfish");
  rig.outcome = "noLink";
  await rig.lines(channel, "one");
  assert.match(String(rig.writes.at(-1)), /The world holds its breath/);
  rig.outcome = "sent";
  rig.host.setLink("engine", true);
  rig.host.stop();
  assert.match(rig.writes.slice(-2).join(""), /The world breathes again.*say|one/);
  assert.deepEqual(
    rig.engine.of("input").map(({ inputSeq, line }) => [inputSeq, line]),
    [[1, "one"]],
  );
});

test("[SE46] what goes to other engines is sent when one has no link any more", async () => {
  const rig = new Rig(["engine", "other"]);
  const channels = [await rig.browser(), await rig.browser()];
  for (const channel of channels) await rig.lines(channel, "mira", "swordfish");
  rig.away.add("engine");
  rig.sent.length = 0;
  for (const channel of channels) {
    rig.host.put({ i: "message", channel, text: JSON.stringify({ t: "line", text: "hello" }) });
  }
  await endOfTurn();
  rig.host.stop();
  assert.deepEqual(
    rig.sent.flatMap((frame) => (frame.f === "input" ? [frame.line] : [])),
    ["hello"],
  );
  assert.deepEqual(rig.crashes, []);
});

test("[SE128] a step that fails ends the gateway: nothing is done by halves and then gone on with", async () => {
  const rig = new Rig();
  const channel = await rig.browser();
  await rig.lines(channel, "mira", "swordfish");
  rig.onSend = () => {
    throw new Error("a defect");
  };
  await rig.lines(channel, "one");
  assert.match(rig.crashes.join(), /^Error: a defect/);
  rig.onSend = () => undefined;
  rig.sent.length = 0;
  await rig.lines(channel, "two");
  assert.deepEqual([rig.sent, rig.crashes.length], [[], 1]);
});

test("[SE39] bytes written are counted in bytes", async () => {
  const rig = new Rig();
  await rig.browser();
  rig.host.stop();
  const bytes = rig.writes.reduce((sum, write) => sum + Buffer.byteLength(String(write)), 0);
  assert.equal(rig.metrics.values.get("gateway_bytes_out_total websocket"), bytes);
  assert.ok(bytes > 0);
});

test("[SE125] what sockets bring within one turn of the event loop leaves in one batch", async () => {
  const rig = new Rig();
  const channels = [await rig.browser(), await rig.browser()];
  const batches: number[] = [];
  for (const channel of channels) await rig.lines(channel, "mira", "swordfish");
  rig.onSend = (frames) => batches.push(frames.filter(({ f }) => f === "input").length);
  for (const channel of channels) {
    for (const text of ["one", "two"]) {
      rig.host.put({ i: "message", channel, text: JSON.stringify({ t: "line", text }) });
    }
  }
  assert.deepEqual(batches, []);
  await endOfTurn();
  rig.host.stop();
  assert.equal(batches[0], 4);
});
