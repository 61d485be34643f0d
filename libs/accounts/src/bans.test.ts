// Goal: addresses, networks and names are matched as staff mean them, and typing errors are told.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ADDRESSES_MAX, AddressThrottle } from "./address-throttle.ts";
import {
  BANS_MAX,
  type Ban,
  BanList,
  decodeBan,
  encodeBan,
  parseBanTarget,
  sayBan,
  sayTarget,
} from "./bans.ts";

const ban = (target: string, untilMs = 0): Ban => ({ target, reason: "spam", by: "Ada", untilMs });
const listOf = (...bans: Ban[]): BanList => {
  const list = new BanList();
  for (const one of bans) assert.ok(list.set(one));
  return list;
};

test("[AC21] a target is a name, an address or a network; mistakes are told with what to write", () => {
  const right: readonly (readonly [string, string])[] = [
    [" hERO ", "name:Hero"],
    ["192.0.2.7", "ip:192.0.2.7"],
    ["192.0.2.7/32", "ip:192.0.2.7"],
    ["192.0.2.0/24", "ip:192.0.2.0/24"],
    ["2001:DB8::/32", "ip:2001:db8::/32"],
  ];
  for (const [typed, target] of right) {
    assert.deepEqual(parseBanTarget(typed), { ok: true, value: target });
  }
  const wrong: readonly (readonly [string, RegExp])[] = [
    ["192.0.2", /"192\.0\.2" is no IP address: write it like/],
    ["192.0.2.0/24/8", /is no IP address/],
    ["192.0.2.0/33", /"\/33" is no length of a network: write a number from 1 to 32/],
    ["192.0.2.0/x", /"\/x" is no length/],
    ["2001:db8::/129", /from 1 to 128/],
    ["0.0.0.0/0", /the whole internet/],
    ["192.0.2.7/24", /did you mean 192\.0\.2\.0\/24 or 192\.0\.2\.7\?/],
    ["Hero7", /neither a name \(letters only\) nor an address/],
  ];
  for (const [typed, sentence] of wrong) {
    const parsed = parseBanTarget(typed);
    assert.ok(!parsed.ok);
    assert.match(parsed.error, sentence);
  }
});

test("[AC22] a ban keeps out its name, its address and everybody in its network", () => {
  const list = listOf(
    ban("name:Hero"),
    ban("ip:192.0.2.0/24"),
    ban("ip:2001:db8::/32"),
    ban("ip:198.51.100.1"),
  );
  const banned = (address: string, name?: string): string | undefined =>
    list.match(0, name === undefined ? { address } : { address, name })?.target;
  assert.equal(banned("203.0.113.1", "HERO"), "name:Hero");
  assert.equal(banned("192.0.2.255"), "ip:192.0.2.0/24");
  assert.equal(banned("::ffff:192.0.2.9"), "ip:192.0.2.0/24");
  assert.equal(banned("2001:db8:ffff::1"), "ip:2001:db8::/32");
  assert.equal(banned("198.51.100.1"), "ip:198.51.100.1");
  for (const address of ["192.0.3.0", "2001:db9::1", "198.51.100.2", "::c000:201", "nonsense"]) {
    assert.equal(banned(address, "Heroine"), undefined);
  }
});

test("[AC23] a ban ends at its time, and one that is lifted is gone", () => {
  const list = listOf(ban("name:Hero", 5000), ban("ip:192.0.2.7"));
  const visitor = { address: "203.0.113.1", name: "hero" };
  assert.equal(list.match(4999, visitor)?.target, "name:Hero");
  assert.equal(list.match(5000, visitor), undefined);
  assert.deepEqual(list.expired(5000), [ban("name:Hero", 5000)]);
  assert.equal(list.remove("name:hERO"), true);
  assert.equal(list.remove("ip:192.0.2.7"), true);
  assert.equal(list.remove("ip:192.0.2.7"), false);
  assert.deepEqual(list.list(), []);
});

test("[AC23] the banned read how long and why", () => {
  assert.equal(
    sayBan(0, ban("name:Hero", 7_200_000)),
    "You are banned from this game for another 2 hours. Reason: spam",
  );
  assert.equal(sayBan(0, { ...ban("name:Hero"), reason: "" }), "You are banned from this game.");
  assert.equal(sayTarget("name:Hero"), "Hero");
  assert.equal(sayTarget("ip:2001:db8::/32"), "2001:db8::/32");
});

test("[AC24] bans come back from their rows, and broken rows are told", () => {
  const one = ban("ip:192.0.2.0/24", 77);
  assert.deepEqual(decodeBan(encodeBan(one)), { ok: true, value: one });
  for (const text of ["{", "7", "{}", '{"target":"ip:x"}', '{"target":"name:Hero"}']) {
    assert.equal(decodeBan(text).ok, false, text);
  }
});

test("[AC24] a full list takes no new target but changes those it has", () => {
  const list = new BanList();
  for (let index = 0; index < BANS_MAX; index += 1) {
    assert.ok(list.set(ban(`ip:10.0.${index >> 8}.${index & 255}`)));
  }
  assert.equal(list.set(ban("name:Hero")), false);
  assert.equal(list.set(ban("ip:10.0.0.0", 9)), true);
  assert.equal(list.set(ban("nonsense")), false);
});

test("[AC10] an address has so many tries a minute, which fill up again", () => {
  const throttle = new AddressThrottle(3);
  const tries = [0, 0, 0].map((nowMs) => throttle.take(nowMs, "192.0.2.7"));
  assert.deepEqual(tries, [0, 0, 0]);
  assert.equal(throttle.take(0, "192.0.2.7"), 20_000);
  assert.equal(throttle.take(5000, "::ffff:192.0.2.7"), 15_000);
  assert.equal(throttle.take(5000, "192.0.2.8"), 0);
  assert.equal(throttle.take(20_000, "192.0.2.7"), 0);
  assert.equal(throttle.take(20_000, "192.0.2.7"), 20_000);
  assert.deepEqual(
    [0, 0, 0, 0].map(() => throttle.take(200_000, "192.0.2.7") > 0),
    [false, false, false, true],
  );
});

test("[AC10] IPv6 counts by customer network; loopback and 0 are not limited", () => {
  const throttle = new AddressThrottle(1);
  assert.equal(throttle.take(0, "2001:db8:0:1::1"), 0);
  assert.ok(throttle.take(0, "2001:db8:0:1:ffff::2") > 0);
  assert.equal(throttle.take(0, "2001:db8:0:2::1"), 0);
  for (const address of ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"]) {
    for (let count = 0; count < 5; count += 1) assert.equal(throttle.take(0, address), 0);
  }
  const off = new AddressThrottle(0);
  for (let count = 0; count < 5; count += 1) assert.equal(off.take(0, "192.0.2.7"), 0);
});

test("[AC10] of too many addresses the one not heard of for longest is forgotten", () => {
  const throttle = new AddressThrottle(1);
  for (let index = 0; index <= ADDRESSES_MAX; index += 1) {
    assert.equal(throttle.take(0, `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`), 0);
  }
  assert.equal(throttle.take(0, "10.0.0.0"), 0);
  assert.ok(throttle.take(0, "10.0.1.0") > 0);
});
