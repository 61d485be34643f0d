// Goal: tolerant reading and strict writing of GMCP.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { concatBytes } from "../bytes.ts";
import { TELNET_LIMITS } from "../limits.ts";
import { TelnetServer } from "../telnet-server.ts";
import { hex, wire, wireHex } from "../testing/wire.ts";
import { encodeGmcp, parseGmcp } from "./gmcp.ts";

const agreed = (limits = TELNET_LIMITS): TelnetServer => {
  const server = new TelnetServer(limits);
  server.start();
  server.receive(wire("FF FD C9"));
  return server;
};

test("[TN25] what clients really send is read", () => {
  const read = (text: string) => {
    const message = parseGmcp(text);
    return message && [message.package, message.data];
  };
  assert.deepEqual(read('Core.Hello {"client":"Mudlet"}'), ["core.hello", { client: "Mudlet" }]);
  assert.deepEqual(read('CORE.SUPPORTS.SET["Char 1"]'), ["core.supports.set", ["Char 1"]]);
  assert.deepEqual(read("Core.Ping"), ["core.ping", undefined]);
  assert.deepEqual(read("Core.Ping "), ["core.ping", undefined]);
  assert.deepEqual(read("Core.Ping   120"), ["core.ping", 120]);
  assert.deepEqual(read("rawcolor on"), ["rawcolor", "on"]);
  assert.deepEqual(read('Char.Items.Inv ""'), ["char.items.inv", ""]);
  assert.deepEqual(read('External.Discord.Hello{"a":'), ["external.discord.hello", '{"a":']);
  assert.deepEqual(read("Core.X\nnull"), ["core.x", null]);
});

test("[TN25] what has no package name is no message", () => {
  for (const text of ["", " ", '{"a":1}', "1.2", "Core.Hello\u0000x", "Core/Hello 1", "\uFFFD"]) {
    assert.equal(parseGmcp(text), undefined, JSON.stringify(text));
  }
});

test("[TN25] events carry package, data and raw; too long and malformed ones are counted", () => {
  const server = agreed({ ...TELNET_LIMITS, gmcpBytes: 12 });
  assert.deepEqual(server.receive(wire('FF FA C9 "Core.Ping 12" FF F0')), [
    { type: "gmcp", package: "core.ping", data: 12, raw: "12" },
  ]);
  assert.deepEqual(server.receive(wire('FF FA C9 "Core.Ping 123" FF F0 FF FA C9 "?" FF F0')), []);
  assert.equal(server.counters.gmcpOversize, 1);
  assert.equal(server.counters.gmcpMalformed, 1);
});

test("[TN25] eight KiB of open brackets are a bare word or data, never an error", () => {
  const deep = `X ${"[".repeat(8000)}`;
  assert.equal(parseGmcp(deep)?.raw.length, 8000);
  const closed = `X ${"[".repeat(4000)}${"]".repeat(4000)}`;
  assert.equal(parseGmcp(closed)?.raw.length, 8000);
});

test("[TN25] a client may offer GMCP itself, and it is on while either side is", () => {
  const server = new TelnetServer();
  server.start();
  assert.deepEqual(server.receive(wire("FF FE C9")), []);
  assert.deepEqual(server.receive(wire("FF FB C9")), [{ type: "gmcpEnabled", enabled: true }]);
  assert.equal(hex(server.takeOutput()), "FF FD C9");
  assert.deepEqual(server.receive(wire("FF FD C9 FF FC C9")), []);
  assert.deepEqual(server.receive(wire("FF FE C9")), [{ type: "gmcpEnabled", enabled: false }]);
});

test("[TN26] golden bytes, and nothing while GMCP is off", () => {
  const server = agreed();
  assert.equal(hex(server.gmcp("Core.Ping")), wireHex('FF FA C9 "Core.Ping" FF F0'));
  const golden = wireHex('FF FA C9 "Room.Info [1,{" 22 "n" 22 ":" 22 C3 A9 22 "}]" FF F0');
  assert.equal(hex(server.gmcp("Room.Info", [1, { n: "\u00E9" }])), golden);
  server.receive(wire("FF FE C9"));
  assert.equal(hex(server.gmcp("Core.Ping")), "");
});

test("[TN26] a message over the limit is not sent but counted", () => {
  const server = agreed({ ...TELNET_LIMITS, gmcpBytes: 10 });
  assert.equal(hex(server.gmcp("A", "123456")), wireHex('FF FA C9 "A " 22 "123456" 22 FF F0'));
  assert.equal(hex(server.gmcp("A", "1234567")), "");
  assert.equal(server.counters.gmcpOutboundOversize, 1);
});

test("[TN26] encode and read are inverse, through the whole stack and any chunking", () => {
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,20}$/);
  const split = fc.nat({ max: 200 });
  fc.assert(
    fc.property(name, fc.option(fc.jsonValue(), { nil: undefined }), split, (pkg, value, at) => {
      const bytes = encodeGmcp(pkg, value, TELNET_LIMITS.gmcpBytes);
      fc.pre(bytes !== undefined);
      const server = agreed();
      const events = [bytes.subarray(0, at), bytes.subarray(at)].flatMap((c) => server.receive(c));
      assert.equal(events.length, 1);
      const [event] = events;
      assert.ok(event?.type === "gmcp");
      assert.equal(event.package, pkg.toLowerCase());
      const json = value === undefined ? undefined : JSON.stringify(value);
      assert.deepEqual(event.data, json === undefined ? undefined : JSON.parse(json));
      assert.equal(event.raw, json?.trim() ?? "");
    }),
  );
});

test("[TN26] any string survives as JSON, whatever surrounds it in the stream", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const server = agreed();
      const bytes = server.gmcp("Comm.Channel.Text", { text });
      const [before, event, after] = server.receive(concatBytes([wire("0A"), bytes, wire("0A")]));
      assert.equal(before?.type, "line");
      assert.equal(after?.type, "line");
      assert.ok(event?.type === "gmcp");
      assert.deepEqual(event.data, { text });
    }),
  );
});
