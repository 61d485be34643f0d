// Goal: window sizes as clients really report them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { TelnetServer } from "../telnet-server.ts";
import { wire } from "../testing/wire.ts";

const started = (): TelnetServer => {
  const server = new TelnetServer();
  server.start();
  server.receive(wire("FF FB 1F"));
  return server;
};
const size = (width: number, height: number) => [{ type: "windowSize", width, height }];

test("[TN19] the first report and changes are events, a repeated one is not", () => {
  const server = started();
  assert.deepEqual([server.width, server.height], [80, 24]);
  assert.deepEqual(server.receive(wire("FF FA 1F 00 50 00 18 FF F0")), size(80, 24));
  assert.deepEqual(server.receive(wire("FF FA 1F 00 50 00 18 FF F0")), []);
  assert.deepEqual(server.receive(wire("FF FA 1F 00 78 00 28 FF F0")), size(120, 40));
  assert.deepEqual([server.width, server.height], [120, 40]);
});

test("[TN19] zero is unknown, extremes are clamped, a doubled 255 is one byte", () => {
  const server = started();
  assert.deepEqual(server.receive(wire("FF FA 1F 00 00 00 00 FF F0")), size(80, 24));
  assert.deepEqual(server.receive(wire("FF FA 1F 00 01 00 01 FF F0")), size(20, 5));
  assert.deepEqual(server.receive(wire("FF FA 1F FF FF FF FF 7F 00 FF F0")), size(500, 500));
  assert.deepEqual(server.receive(wire("FF FA 1F 00 FF FF 00 28 FF F0")), size(255, 40));
});

test("[TN9] a client that refused NAWS reports nothing", () => {
  const server = started();
  assert.deepEqual(server.receive(wire("FF FC 1F FF FA 1F 00 78 00 28 FF F0")), []);
  assert.deepEqual([server.width, server.counters.subnegotiationsIgnored], [80, 1]);
});

test("[TN9] a report of the wrong length is ignored and counted", () => {
  const server = started();
  assert.deepEqual(server.receive(wire("FF FA 1F 00 50 00 FF F0 FF FA 1F FF F0")), []);
  assert.equal(server.counters.subnegotiationsIgnored, 2);
});
