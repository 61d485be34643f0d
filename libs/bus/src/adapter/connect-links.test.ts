// Goal: links over real sockets come, go, come again, and let in only who belongs to the cluster.

import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { freePort } from "@ambon/testing/adapter/free-port";
import { inDirectory, makeCertificate } from "@ambon/testing/adapter/test-certificate";
import { until } from "@ambon/testing/adapter/until";
import { CountingMetrics } from "@ambon/testing/counting-metrics";
import { PROTOCOL_VERSION } from "../frames.ts";
import {
  connectRig,
  ENGINE,
  EventLog,
  engineEnd,
  GATEWAY,
  gatewayEnd,
  SECRET,
} from "../testing/connect-rig.ts";
import { input, inputAck } from "../testing/link-wire.ts";

const watched = (): { told: string[]; watch: (peer: string, up: boolean) => void } => {
  const told: string[] = [];
  return { told, watch: (peer, up) => void told.push(`${peer} ${up ? "up" : "down"}`) };
};

test("[LK40] a gateway finds an engine that starts later, and again after it was started anew", async () => {
  const port = await freePort();
  const log = new EventLog();
  const gateway = gatewayEnd(port, { log });
  const { told, watch } = watched();
  gateway.outbound.watch(watch);
  await until("a failed attempt", () => log.of("link_ended").length > 0);
  const first = await engineEnd({ port });
  await until("the link", () => told.length === 1);
  await first.close("restart");
  await until("its loss", () => told.length === 2);
  assert.equal(gateway.inbound.send(ENGINE, [input(1)]), "noLink");
  const second = await engineEnd({ port, boot: "another-boot" });
  const got: string[] = [];
  second.inbound.receive((peer, frames) => got.push(`${peer} ${frames.length}`));
  await until("the link again", () => told.length === 3);
  assert.deepEqual(told, [`${ENGINE} up`, `${ENGINE} down`, `${ENGINE} up`]);
  assert.equal(gateway.inbound.send(ENGINE, [input(1)]), "sent");
  await until("the frame", () => got.length === 1);
  assert.deepEqual(got, [`${GATEWAY} 1`]);
  const ends = log.of("link_ended").map(({ end, wasUp }) => `${end} ${wasUp}`);
  assert.deepEqual(ends.slice(0, 2), ["lost false", "restart true"]);
  await gateway.close();
  await second.close();
});

test("[LK40] while an engine is away that is told once, not at each attempt", async () => {
  const log = new EventLog();
  const gateway = gatewayEnd(await freePort(), { log });
  const { events } = log;
  await until("some attempts", () => gateway.dials().some(({ attempts }) => attempts >= 4));
  assert.equal(events.filter(({ event }) => event === "link_ended").length, 1);
  await gateway.close();
});

test("[LK41] engines are added and forgotten at run time, and one that goes changes nothing for others", async () => {
  const one = await engineEnd();
  const two = await engineEnd({ engineId: "engine-2" });
  const gateway = gatewayEnd(one.port);
  const { told, watch } = watched();
  gateway.outbound.watch(watch);
  await until("the first", () => told.length === 1);
  const url = `http://127.0.0.1:${two.port}`;
  gateway.connectTo("engine-2", url);
  gateway.connectTo("engine-2", url);
  await until("the second", () => told.length === 2);
  gateway.forget(ENGINE);
  await until("both ends know", () => one.links().length === 0);
  assert.deepEqual(told, [`${ENGINE} up`, "engine-2 up", `${ENGINE} down`]);
  assert.equal(gateway.inbound.send(ENGINE, [input(1)]), "noLink");
  assert.equal(gateway.inbound.send("engine-2", [input(1)]), "sent");
  gateway.forget("nobody");
  await gateway.close();
  await Promise.all([one.close(), two.close()]);
});

test("[LK41] a link that is up outlives a new address, and the engine is dialed there afterwards", async () => {
  const here = await engineEnd();
  const gateway = gatewayEnd(here.port);
  const { told, watch } = watched();
  gateway.outbound.watch(watch);
  await until("the link", () => told.length === 1);
  const there = await engineEnd();
  gateway.connectTo(ENGINE, `http://127.0.0.1:${there.port}`);
  const got: string[] = [];
  here.inbound.receive((peer, frames) => got.push(`${peer} ${frames.length}`));
  assert.equal(gateway.inbound.send(ENGINE, [input(1)]), "sent");
  await until("the frame", () => got.length === 1);
  assert.deepEqual(told, [`${ENGINE} up`]);
  await here.close();
  await until("the link there", () => told.length === 3 && there.links().length === 1);
  assert.deepEqual(told, [`${ENGINE} up`, `${ENGINE} down`, `${ENGINE} up`]);
  await gateway.close();
  await there.close();
});

test("[LK41] an engine that is away is dialed at its new address at once", async () => {
  const gateway = gatewayEnd(await freePort());
  const isSlow = (): boolean => gateway.dials().some(({ redialMs }) => redialMs >= 500);
  await until("a long wait", isSlow);
  const there = await engineEnd();
  gateway.connectTo(ENGINE, `http://127.0.0.1:${there.port}`);
  assert.deepEqual(
    gateway.dials().map(({ redialMs }) => redialMs),
    [0],
  );
  await until("the link there", () => there.links().length === 1);
  await gateway.close();
  await there.close();
});

test("[LK41] what answers nothing at the old address is not waited for", async () => {
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const connected = once(silent, "connection");
  const gateway = gatewayEnd((silent.address() as AddressInfo).port);
  const [socket] = (await connected) as [Socket];
  const there = await engineEnd();
  gateway.connectTo(ENGINE, `http://127.0.0.1:${there.port}`);
  await until("the link there", () => there.links().length === 1);
  await gateway.close();
  await there.close();
  socket.destroy();
  silent.close();
});

test("[LK41] an address that is none, or whose files are missing, is an engine that is away", async () => {
  const log = new EventLog();
  const engine = await engineEnd();
  const engines = [
    { id: "engine-8", url: "no address" },
    { id: "engine-9", url: `https://127.0.0.1:${engine.port}` },
    { id: ENGINE, url: `http://127.0.0.1:${engine.port}` },
  ];
  const gateway = gatewayEnd(engine.port, { engines, tls: { caFile: "no file" }, log });
  await until("the one that is right", () => gateway.links().length === 1);
  await until("what is wrong", () => log.of("link_ended").length === 2);
  const words = log.of("link_ended").map(({ peer, end, message }) => `${peer} ${end} ${message}`);
  assert.match(words.join(), /engine-8 lost .*URL/i);
  assert.match(words.join(), /engine-9 lost .*ENOENT/);
  await gateway.close();
  await engine.close();
});

test("[LK21] a second process with a gateway's name supersedes the first, which waits before it asks again", async () => {
  const log = new EventLog();
  const rig = await connectRig();
  const { told, watch } = watched();
  rig.engine.inbound.watch(watch);
  const old = watched();
  rig.gateway.outbound.watch(old.watch);
  const newer = gatewayEnd(rig.engine.port, { boot: "another-boot", log });
  await until("the change", () => told.length === 3 && old.told.length === 2);
  assert.deepEqual(told, [`${GATEWAY} up`, `${GATEWAY} down`, `${GATEWAY} up`]);
  assert.deepEqual(old.told, [`${ENGINE} up`, `${ENGINE} down`]);
  assert.equal(rig.engine.links().length, 1);
  const got: number[] = [];
  newer.outbound.receive((_peer, frames) => got.push(frames.length));
  rig.engine.outbound.send(GATEWAY, [inputAck(1)]);
  await until("it is the newer one's", () => got.length === 1);
  await until("a long wait", () => (rig.gateway.dials()[0]?.redialMs ?? 0) >= 5000);
  await newer.close();
  await rig.close();
});

test("[LK42] an open without the secret is refused, counted and logged, and the secret is nowhere", async () => {
  const metrics = new CountingMetrics();
  const log = new EventLog();
  const gatewayLog = new EventLog();
  const engine = await engineEnd({ metrics, log });
  const wrong = "a secret of another cluster";
  const gateway = gatewayEnd(engine.port, { secret: wrong, log: gatewayLog });
  await until("the refusal", () => gatewayLog.of("link_ended").length === 1);
  const [told] = gatewayLog.of("link_ended");
  assert.equal(told?.end, "refused");
  assert.match(String(told?.message), /set the same AMBON_SECRET/);
  assert.equal(metrics.values.get("link_opens_refused_total unknownKey"), 1);
  const [refused] = log.of("link_open_refused");
  assert.deepEqual(refused, { reason: "unknownKey", address: "127.0.0.1", opens: 1 });
  const everything = JSON.stringify([log.events, gatewayLog.events]);
  assert.ok(!everything.includes(wrong) && !everything.includes(SECRET));
  assert.equal(engine.links().length, 0);
  await gateway.close();
  await engine.close();
});

test("[LK42] while a secret is changed, ends with the old and the new one link both ways round", async () => {
  const before = { secret: "old", acceptedSecrets: ["new"] };
  const after = { secret: "new", acceptedSecrets: ["old"] };
  for (const [engineKeys, gatewayKeys] of [
    [{ secret: "old" }, before],
    [before, { secret: "old" }],
    [before, after],
    [after, before],
    [after, { secret: "new" }],
  ] as const) {
    await (await connectRig(engineKeys, gatewayKeys)).close();
  }
});

test("[LK31] an engine that does not know the secret gets no frames", async () => {
  const log = new EventLog();
  // It lets in whom it knows by an old secret, and proves itself by one the gateway does not take.
  const engine = await engineEnd({ secret: "another", acceptedSecrets: [SECRET] });
  const gateway = gatewayEnd(engine.port, { log });
  await until("the refusal", () => log.of("link_ended").length === 1);
  assert.match(String(log.of("link_ended")[0]?.message), /does not know the secret/);
  assert.equal(gateway.inbound.send(ENGINE, [input(1)]), "noLink");
  await gateway.close();
  await engine.close();
});

test("[LK42] an engine under another name is refused with the settings that say so", async () => {
  const log = new EventLog();
  const engine = await engineEnd({ engineId: "engine-9" });
  const gateway = gatewayEnd(engine.port, { log });
  await until("the refusal", () => log.of("link_ended").length === 1);
  assert.match(String(log.of("link_ended")[0]?.message), /AMBON_ENGINES and AMBON_ENGINE_ID/);
  await gateway.close();
  await engine.close();
});

test("[LK11] a gateway of the version before links, an older one is told and asks on slowly", async () => {
  const log = new EventLog();
  const before = await connectRig({ version: PROTOCOL_VERSION + 1 });
  await before.close();
  const engine = await engineEnd({ version: PROTOCOL_VERSION + 2 });
  const gateway = gatewayEnd(engine.port, { log });
  await until("the refusal", () => log.of("link_ended").length === 1);
  const [told] = log.of("link_ended");
  assert.equal(told?.end, "version");
  assert.match(String(told?.message), /at most one version apart/);
  await until("a long wait", () => (gateway.dials()[0]?.redialMs ?? 0) >= 5000);
  await gateway.close();
  await engine.close();
});

test("[LK22] a receiver that throws costs its link, which comes again", async () => {
  const log = new EventLog();
  const rig = await connectRig({ log });
  let failing = true;
  const got: number[] = [];
  rig.engine.inbound.receive((_peer, frames) => {
    if (failing) throw new Error("a defect");
    got.push(frames.length);
  });
  rig.gateway.inbound.send(ENGINE, [input(1)]);
  await until("the end", () => log.of("link_ended").length === 1);
  failing = false;
  await rig.settle();
  assert.match(String(log.of("link_defect")[0]?.reason), /a defect/);
  assert.equal(rig.gateway.inbound.send(ENGINE, [input(2)]), "sent");
  await until("the frame", () => got.length === 1);
  await rig.close();
});

test("[LK43] links are measured: how many are up, what they carry, how they end", async () => {
  const metrics = new CountingMetrics();
  const rig = await connectRig({ metrics });
  rig.engine.inbound.receive(() => undefined);
  rig.gateway.inbound.send(ENGINE, [input(1), input(2)]);
  await rig.settle();
  assert.equal(metrics.values.get("links_up gateway"), 1);
  assert.deepEqual(metrics.observed.get("link_batch_frames gateway in"), [2]);
  assert.ok((metrics.values.get("link_bytes_total gateway in") ?? 0) > 10);
  await until("an age", () => metrics.values.has("link_heartbeat_age_seconds gateway"));
  await rig.gateway.close();
  await until("the end", () => metrics.values.get("links_up gateway") === 0);
  assert.equal(metrics.values.get("link_ended_total gateway shutdown"), 1);
  await rig.close();
});

test("[LK33] links run over TLS with client certificates", async () => {
  await inDirectory(async (directory) => {
    const own = makeCertificate(directory, "engine");
    const shown = makeCertificate(directory, "gateway");
    const { certFile, keyFile } = own;
    const engine = await engineEnd({ tls: { certFile, keyFile, caFile: shown.certFile } });
    const url = `https://127.0.0.1:${engine.port}`;
    const tls = { certFile: shown.certFile, keyFile: shown.keyFile, caFile: certFile };
    const gateway = gatewayEnd(engine.port, { engines: [{ id: ENGINE, url }], tls });
    await until("the link", () => gateway.links().length === 1);
    await gateway.close();
    await engine.close();
  });
});

test("[LK44] an end that was closed says so, opens no port, and may be closed twice", async () => {
  const rig = await connectRig();
  const { port } = rig.engine;
  await Promise.all([rig.engine.close(), rig.engine.close("restart")]);
  const again = await engineEnd({ port });
  await until("the gateway comes back", () => again.links().length === 1);
  await Promise.all([rig.gateway.close(), rig.gateway.close()]);
  assert.equal(rig.gateway.links().length, 0);
  await again.close();
});

test("[LK44] a method of the other side is refused: the wiring is wrong", async () => {
  const rig = await connectRig();
  assert.throws(() => rig.gateway.outbound.send(GATEWAY, []), /other end/);
  assert.throws(() => rig.engine.inbound.send(ENGINE, []), /other end/);
  await rig.close();
});
