// Goal: a list of engines is read as it is meant, and each mistake in it is told.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readEngines } from "./engine-addresses.ts";

const read = (text: string | undefined) => {
  const problems: string[] = [];
  return { engines: readEngines(text, problems), problems };
};

test("[CF14] engines are read in their order, with names, IPv4, IPv6 and the scheme's own port", () => {
  const list = "engine-1=http://10.0.0.5:5000, b=https://engine.example:443/ ,c=http://[::1]:80,";
  assert.deepEqual(read(list), {
    engines: [
      { id: "engine-1", url: "http://10.0.0.5:5000" },
      { id: "b", url: "https://engine.example" },
      { id: "c", url: "http://[::1]" },
    ],
    problems: [],
  });
  assert.deepEqual(read(undefined), { engines: [], problems: [] });
});

const FORM = /"[^"]+": it must be id=http:\/\/host:port, like engine-1=http:\/\/10\.0\.0\.5:5000/;

for (const [list, told] of [
  ["http://10.0.0.5:5000", FORM],
  ["engine-1", FORM],
  ["engine-1=10.0.0.5:5000", FORM],
  ["engine-1=redis://10.0.0.5:5000", FORM],
  ["engine-1=http://10.0.0.5:99999", FORM],
  ["engine-1=http://10.0.0.5", /the port is missing\.$/],
  ["engine-1=http://10.0.0.5:5000/link", /without a user or a path\.$/],
  ["engine-1=http://ambon:pass@10.0.0.5:5000", /without a user or a path\.$/],
  ["Engine_1=http://10.0.0.5:5000", /"Engine_1" is no id: use small letters, digits and -/],
  ["a=http://h:1,a=http://h:2", /^AMBON_ENGINES names a twice; each engine has an id of its own/],
] as const) {
  test(`[CF14] ${list} is refused with what is wrong`, () => {
    const { problems } = read(list);
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? "", told);
    assert.match(problems[0] ?? "", /^AMBON_ENGINES/);
  });
}

test("[CF14] where only names are needed an address may be left out", () => {
  const problems: string[] = [];
  assert.deepEqual(readEngines("engine-1,b=http://h:1", problems, true), [
    { id: "engine-1", url: "" },
    { id: "b", url: "http://h:1" },
  ]);
  readEngines("Engine 1", problems, true);
  assert.equal(problems.length, 1);
});

test("[CF14] of several mistakes each is told, and too many engines are not read at all", () => {
  assert.equal(read("a=1,b=http://h:1,c=2").problems.length, 2);
  const many = Array.from({ length: 65 }, (_, index) => `e${index}=http://h:1`).join(",");
  assert.deepEqual(read(many), {
    engines: [],
    problems: ["AMBON_ENGINES names 65 engines, but may name 64."],
  });
});
