// Goal: the addresses of leasing are read as they are meant, and each mistake in them is told.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readLeasingUrls } from "./leasing-urls.ts";

const read = (text: string | undefined) => {
  const problems: string[] = [];
  return { urls: readLeasingUrls(text, problems), problems };
};

test("[CF16] addresses of leasing are read in their order, each once", () => {
  const list = "http://10.0.0.6:5100/, https://leasing.example:443 ,http://10.0.0.6:5100,";
  assert.deepEqual(read(list), {
    urls: ["http://10.0.0.6:5100", "https://leasing.example"],
    problems: [],
  });
  assert.deepEqual(read(undefined), { urls: [], problems: [] });
});

for (const [list, told] of [
  ["10.0.0.6:5100", /"10.0.0.6:5100": it must be http:\/\/host:port, like http:/],
  ["http://10.0.0.6", /the port is missing\.$/],
  ["http://h:1,http://h:2/lease", /"http:\/\/h:2\/lease": .* without a user or a path\.$/],
  [
    Array.from({ length: 9 }, (_, index) => `http://h:${index + 1}`).join(","),
    /^AMBON_LEASING_URL names 9 addresses, but may name 8\.$/,
  ],
] as const) {
  test(`[CF16] ${list} is refused with what is wrong`, () => {
    const { problems } = read(list);
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? "", told);
  });
}
