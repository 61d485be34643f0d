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

class Rig {
  readonly engine = new FakeEngine();
  readonly metrics = new CountingMetrics();
  readonly sent: GatewayFrame[] = [];
  readonly writes: Payload[] = [];
  readonly dropped: string[] = [];
  outcome: SendOutcome = "sent";
  readonly host: GatewayHost;
  receiver: OutboundReceiver = () => undefined;

  constructor() {
    const inbound: InboundBus = {
      send: (_engine, frames) => {
        if (this.outcome !== "sent") return this.outcome;
        this.sent.push(...frames);
        const answers = this.engine.take(frames);
        // An engine that answers inside the sending call, as the in-process one may.
        if (answers.length > 0) this.receiver("engine", answers);
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
      watch: (watcher) => watcher("engine", true),
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
    });
  }

  browser(): number {
    const socket: HostSocket = {
      transport: "websocket",
      write: (payload) => this.writes.push(payload),
      close: () => undefined,
    };
    const channel = this.host.open(socket, "192.0.2.1");
    this.host.put({ i: "message", channel, text: '{"t":"hello","v":1}' });
    return channel;
  }

  line(channel: number, line: string): void {
    this.host.put({ i: "message", channel, text: JSON.stringify({ t: "line", text: line }) });
  }
}

test("[SE46] an engine that answers inside the sending call is heard after the step", () => {
  const rig = new Rig();
  const channel = rig.browser();
  for (const line of ["mira", "swordfish", "say hi"]) rig.line(channel, line);
  rig.host.stop();
  assert.match(String(rig.writes.at(-1)), /say hi/);
  assert.equal(rig.metrics.values.get("gateway_logins_total login"), 1);
});

test("[SE46] frames that the bus refuses as full are sent again in order", () => {
  const rig = new Rig();
  const channel = rig.browser();
  for (const line of ["mira", "swordfish"]) rig.line(channel, line);
  rig.sent.length = 0;
  rig.outcome = "full";
  rig.line(channel, "one");
  rig.line(channel, "two");
  assert.equal(rig.sent.length, 0);
  rig.outcome = "sent";
  rig.line(channel, "three");
  rig.host.stop();
  const lines = rig.sent.flatMap((frame) => (frame.f === "input" ? [frame.line] : []));
  assert.deepEqual(lines, ["one", "two", "three"]);
});

test("[SE46] when more frames wait than may be kept, the link is given up", () => {
  const rig = new Rig();
  const channel = rig.browser();
  for (const line of ["mira", "swordfish"]) rig.line(channel, line);
  rig.outcome = "full";
  for (let at = 1; at <= BACKLOG; at += 1) rig.line(channel, `line ${at}`);
  assert.deepEqual(rig.dropped, []);
  rig.line(channel, "one too many");
  rig.host.stop();
  assert.deepEqual(rig.dropped, ["engine"]);
  assert.match(String(rig.writes.at(-1)), /The world holds its breath/);
});

test("[SE28] a bus without a link is told to the players, and its return too", () => {
  const rig = new Rig();
  const channel = rig.browser();
  for (const line of ["mira", "swordfish"]) rig.line(channel, line);
  rig.outcome = "noLink";
  rig.line(channel, "one");
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

test("[SE39] bytes written are counted in bytes", () => {
  const rig = new Rig();
  rig.browser();
  rig.host.stop();
  const bytes = rig.writes.reduce((sum, write) => sum + Buffer.byteLength(String(write)), 0);
  assert.equal(rig.metrics.values.get("gateway_bytes_out_total websocket"), bytes);
  assert.ok(bytes > 0);
});
