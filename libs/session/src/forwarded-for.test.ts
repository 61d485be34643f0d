// Goal: limits and bans meet the browser's address behind trusted proxies, and nobody's invention.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type IpBlock, parseBlock } from "@ambon/kernel/ip-address";
import { clientAddress } from "./forwarded-for.ts";

const block = (text: string): IpBlock => {
  const parsed = parseBlock(text);
  assert.ok(parsed.ok);
  return parsed.value;
};
const trusted = [block("10.0.0.0/8"), block("fd00::/8")];
const of = (peer: string, header: string | string[] | undefined): string =>
  clientAddress(peer, header, { trusted });

test("[ED23] a trusted proxy's word is the address, through several of them too", () => {
  assert.equal(of("10.0.0.2", "192.0.2.7"), "192.0.2.7");
  assert.equal(of("::ffff:10.0.0.2", "192.0.2.7"), "192.0.2.7");
  assert.equal(of("fd00::2", "2001:db8::7 , 10.9.9.9,fd00::3"), "2001:db8::7");
  assert.equal(of("10.0.0.2", ["192.0.2.7", "10.0.0.3"]), "192.0.2.7");
});

test("[ED23] what a client wrote itself stands further left and is not read", () => {
  assert.equal(of("10.0.0.2", "127.0.0.1, 10.0.0.9, 192.0.2.7"), "192.0.2.7");
});

test("[ED23] nobody else is believed, and what is no address ends the list", () => {
  assert.equal(of("192.0.2.1", "198.51.100.1"), "192.0.2.1");
  for (const nothing of [undefined, "", "unknown", "192.0.2.7, _hidden", ","]) {
    assert.equal(of("10.0.0.2", nothing), "10.0.0.2", `${nothing}`);
  }
  assert.equal(of("10.0.0.2", "10.0.0.8, 10.0.0.9"), "10.0.0.8");
});
