// Goal: addresses and networks in every usual spelling, one text each, membership by whole bits.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  contains,
  formatBlock,
  formatIp,
  type IpAddress,
  isLoopback,
  networkOf,
  parseBlock,
  parseIp,
} from "./ip-address.ts";

const ip = (text: string): IpAddress => {
  const address = parseIp(text);
  assert.ok(address !== undefined, text);
  return address;
};

test("[KN26] addresses are read in every usual spelling and in no other", () => {
  const same: readonly (readonly [string, string])[] = [
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["::FFFF:c000:207", "192.0.2.7"],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["2001:db8::1%eth0", "2001:db8::1"],
    ["::", "::"],
    ["::1", "::1"],
    ["1::", "1::"],
    ["1:0:0:2:0:0:0:3", "1:0:0:2::3"],
    ["64:ff9b::192.0.2.7", "64:ff9b::c000:207"],
  ];
  for (const [text, told] of same) {
    const address = parseIp(text);
    assert.equal(address === undefined ? undefined : formatIp(address), told, text);
  }
  const none = ["", "1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4.5", "1:2", ":::", "1::2::3", "g::"];
  for (const text of [...none, "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8:9", "::1.2.3", "1.2.3.4::"]) {
    assert.equal(parseIp(text), undefined, text);
  }
});

test("[KN26] any address comes back from its spelling", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), (value) => {
      const family = value >> 32n === 0xffffn ? 4 : 6;
      const address = { family, value: family === 4 ? value & 0xffffffffn : value } as const;
      assert.deepEqual(parseIp(formatIp(address)), address);
    }),
  );
  fc.assert(
    fc.property(fc.ipV4(), (text) => {
      const address = parseIp(text);
      assert.ok(address !== undefined && formatIp(address) === text);
    }),
  );
  fc.assert(fc.property(fc.ipV6(), (text) => assert.ok(parseIp(text) !== undefined, text)));
});

test("[KN27] a network holds exactly the addresses that share its leading bits", () => {
  const bits = fc.constantFrom(4 as const, 6 as const).chain((family) =>
    fc.record({
      family: fc.constant(family),
      value: fc.bigInt({ min: 0n, max: (1n << (family === 4 ? 32n : 128n)) - 1n }),
      prefix: fc.integer({ min: 1, max: family === 4 ? 32 : 128 }),
      flipped: fc.nat({ max: family === 4 ? 31 : 127 }),
    }),
  );
  fc.assert(
    fc.property(bits, ({ family, value, prefix, flipped }) => {
      const block = networkOf({ family, value }, prefix);
      assert.ok(contains(block, { family, value }));
      const width = family === 4 ? 32 : 128;
      const other = { family, value: value ^ (1n << BigInt(width - 1 - flipped)) };
      assert.equal(contains(block, other), flipped >= prefix);
      assert.ok(!contains(block, { family: family === 4 ? 6 : 4, value }));
      assert.deepEqual(parseBlock(formatBlock(block)), { ok: true, value: block });
    }),
  );
});

test("[KN27] a network with bits behind its length, or the whole internet, is refused", () => {
  const why = (text: string): string => {
    const block = parseBlock(text);
    return block.ok ? "accepted" : block.error;
  };
  assert.match(why("10.0.0.1/8"), /did you mean 10\.0\.0\.0\/8 or 10\.0\.0\.1\?/);
  assert.match(why("0.0.0.0/0"), /whole internet/);
  assert.match(why("10.0.0.0/33"), /from 1 to 32/);
  assert.match(why("10.0.0/8"), /is no IP address/);
  assert.equal(why("fd00::/8"), "accepted");
});

test("[KN27] 127.0.0.0/8 and ::1 are loopback, also where IPv4 is written as IPv6", () => {
  for (const text of ["127.0.0.1", "127.255.0.9", "::1", "::ffff:127.0.0.2"]) {
    assert.ok(isLoopback(ip(text)), text);
  }
  for (const text of ["128.0.0.1", "::2", "::7f00:1"]) assert.ok(!isLoopback(ip(text)), text);
});
