// Goal: engines that reach each other have one link for each pair, which keeps the contract.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DelayProxy } from "@ambon/testing/adapter/delay-proxy";
import { freePort } from "@ambon/testing/adapter/free-port";
import { inDirectory, makeCertificate } from "@ambon/testing/adapter/test-certificate";
import { until } from "@ambon/testing/adapter/until";
import { CountingMetrics } from "@ambon/testing/counting-metrics";
import { peersContract } from "../contract/peers.contract.ts";
import type { InterEngineBus } from "../inter-engine-bus.ts";
import type { PeerWord } from "../peer/peer-words.ts";
import { EventLog, engineEnd } from "../testing/connect-rig.ts";
import { connectHarness, connectPeer, peerOptions } from "../testing/peers-rig.ts";
import { connectPeers } from "./connect-peers.ts";
import { LinkDial } from "./link-dial.ts";
import { LinkEnd } from "./link-end.ts";
import { PEERS } from "./link-service.ts";

peersContract("connect", connectHarness);

/** What a bus is told, from now on. */
const listen = (bus: InterEngineBus): string[] => {
  const told: string[] = [];
  bus.receive((_engine, frames) => void told.push(...frames.map(String)));
  bus.watch((_engine, up) => void told.push(up ? "up" : "down"));
  return told;
};

test("[PB9] connections that are cut again and again lose nothing and double nothing, both ways", async () => {
  const metrics = new CountingMetrics();
  const [a, b] = [await connectPeer("a", { metrics }), await connectPeer("b")];
  const proxy = await DelayProxy.start(b.port, 2);
  const [atA, atB] = [listen(a.end.bus), listen(b.end.bus)];
  a.end.connectTo("b", `http://127.0.0.1:${proxy.port}`);
  await until("the link", () => atA.length === 1 && atB.length === 1);
  const numbers = Array.from({ length: 300 }, (_none, at) => `${at}`);
  for (const [at, number] of numbers.entries()) {
    assert.deepEqual(
      [a.end.bus.send("b", [number]), b.end.bus.send("a", [number])],
      ["sent", "sent"],
    );
    if (at % 100 === 50) {
      proxy.cut();
      await until("the loss is noticed", () => a.end.links().length === 0);
      await until("the link again", () => a.end.links().length === 1);
    }
  }
  await until("all of it", () => atA.length === 301 && atB.length === 301);
  assert.deepEqual(atA, ["up", ...numbers]);
  assert.deepEqual(atB, ["up", ...numbers]);
  assert.equal(metrics.values.get("links_up engine"), 1);
  assert.equal(metrics.values.get("peers_up"), 1);
  assert.equal(metrics.values.has("peer_bonds_ended_total away"), false);
  await Promise.all([a.close(), b.close()]);
  await proxy.close();
});

test("[PB10] a link that stays away is lost once, measured and logged, and another begins when it is there again", async () => {
  const metrics = new CountingMetrics();
  const log = new EventLog();
  const [a, b] = [await connectPeer("a", { metrics, log }), await connectPeer("b")];
  const proxy = await DelayProxy.start(b.port, 0);
  const [atA, atB] = [listen(a.end.bus), listen(b.end.bus)];
  a.end.connectTo("b", `http://127.0.0.1:${proxy.port}`);
  await until("the link", () => atA.length === 1 && atB.length === 1);
  await proxy.close();
  await until("both know", () => atA.length === 2 && atB.length === 2);
  assert.equal(a.end.bus.send("b", ["x"]), "noLink");
  assert.equal(metrics.values.get("peer_bonds_ended_total away"), 1);
  assert.equal(metrics.values.get("peers_up"), 0);
  assert.deepEqual(log.of("peer_bond_ended"), [{ engine: "b", why: "away" }]);
  a.end.connectTo("b", b.url);
  await until("the next", () => atA.length === 3 && atB.length === 3);
  assert.deepEqual(atA, ["up", "down", "up"]);
  await Promise.all([a.close(), b.close()]);
});

test("[PB11] the engine with the lower name opens the link, whichever is told of the other first", async () => {
  const [a, b] = [await connectPeer("a"), await connectPeer("b")];
  const [atA, atB] = [listen(a.end.bus), listen(b.end.bus)];
  b.end.connectTo("a", a.url);
  assert.deepEqual(b.end.dials(), []);
  a.end.connectTo("b", b.url);
  await until("the link", () => atA.length === 1 && atB.length === 1);
  assert.deepEqual([a.end.links().length, b.end.links().length], [1, 1]);
  a.end.forget("b");
  await until("its end", () => b.end.links().length === 0);
  await Promise.all([a.close(), b.close()]);
});

test("[PB12] an engine of the same name, of a higher one, and of none is not let in, and told why", async () => {
  const b = await connectPeer("b");
  for (const [name, why] of [
    ["b", /there are two engines named b: see AMBON_ENGINE_ID/],
    ["c", /b opens the link to c/],
    ["Mallory!", /small letters, digits and -/],
  ] as const) {
    const log = new EventLog();
    const options = { ...peerOptions(name), log };
    const end = new LinkEnd<PeerWord, PeerWord>(name, "engine", options);
    const dial = new LinkDial(end, { ...options, self: name, service: PEERS, id: "b", url: b.url });
    await until("the refusal", () => log.of("link_ended").length === 1);
    assert.equal(log.of("link_ended")[0]?.end, "refused");
    assert.match(String(log.of("link_ended")[0]?.message), why);
    await dial.stop("forgotten");
    end.stop();
  }
  assert.deepEqual(b.end.links(), []);
  await b.close();
});

test("[PB13] an engine without the secret is not let in and lets nobody in", async () => {
  const log = new EventLog();
  const a = await connectPeer("a", { secret: "another cluster's", log });
  const b = await connectPeer("b");
  listen(a.end.bus);
  a.end.connectTo("b", b.url);
  await until("the refusal", () => log.of("link_ended").length === 1);
  assert.match(String(log.of("link_ended")[0]?.message), /set the same AMBON_SECRET/);
  await Promise.all([a.close(), b.close()]);
});

test("[PB13] engines link over TLS with certificates on both sides", async () => {
  await inDirectory(async (directory) => {
    const { certFile, keyFile } = makeCertificate(directory, "engine");
    const tls = { certFile, keyFile, caFile: certFile };
    const b = connectPeers({ ...peerOptions("b"), tls });
    const server = await engineEnd({ ...peerOptions("b"), tls, routes: (one) => b.routes(one) });
    const a = connectPeers({ ...peerOptions("a"), tls });
    const [atA, atB] = [listen(a.bus), listen(b.bus)];
    a.connectTo("b", `https://127.0.0.1:${server.port}`);
    await until("the link", () => atA.length === 1 && atB.length === 1);
    await Promise.all([a.close(), b.close()]);
    await server.close();
  });
});

test("[PB14] a receiver that throws costs the link, which begins anew", async () => {
  const log = new EventLog();
  const [a, b] = [await connectPeer("a"), await connectPeer("b", { log })];
  const atA = listen(a.end.bus);
  const got: unknown[] = [];
  b.end.bus.watch(() => undefined);
  b.end.bus.receive((_engine, frames) => {
    if (frames[0] === "bad") throw new Error("a defect");
    got.push(...frames);
  });
  a.end.connectTo("b", b.url);
  await until("the link", () => atA.length === 1);
  a.end.bus.send("b", ["bad"]);
  a.end.bus.send("b", ["after it"]);
  await until("the next link", () => atA.length === 3);
  assert.deepEqual(atA, ["up", "down", "up"]);
  a.end.bus.send("b", ["good"]);
  await until("the frame", () => got.length === 1);
  assert.deepEqual(got, ["good"]);
  assert.match(String(log.of("link_defect")[0]?.reason), /a defect/);
  await Promise.all([a.close(), b.close()]);
});

test("[PB15] an engine that starts before the other finds it, on the port where gateways dial", async () => {
  const port = await freePort();
  const a = await connectPeer("a");
  const atA = listen(a.end.bus);
  a.end.connectTo("b", `http://127.0.0.1:${port}`);
  await until("a failed attempt", () => (a.end.dials()[0]?.attempts ?? 0) > 1);
  const b = await connectPeer("b", {}, port);
  listen(b.end.bus);
  await until("the link", () => atA.length === 1);
  await Promise.all([a.close(), b.close()]);
});
