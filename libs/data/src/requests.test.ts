/** Requests are read however clients write them, and never throw. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { REQUEST_NAMES, REQUEST_VALUE_MAX, readRequest } from "./requests.ts";

test("[DA16] requests are read in any case, with their argument however it is wrapped", () => {
  const contents = { package: "Char.Items.Contents", value: "17" };
  for (const payload of ["17", " 17 ", 17, ["17"], { id: "17" }, { ID: 17 }]) {
    assert.deepEqual(readRequest("char.ITEMS.contents", payload), contents);
  }
  const inventory = { package: "Char.Items.Inv", value: "" };
  for (const payload of [undefined, "", null, {}, "x".repeat(500)]) {
    assert.deepEqual(readRequest("Char.Items.Inv", payload), inventory);
  }
});

test("[DA16] what lacks its argument, or is none of ours, is no request", () => {
  for (const payload of [undefined, null, "", "  ", {}, [], { name: "17" }, true]) {
    assert.equal(readRequest("Char.Items.Contents", payload), undefined);
  }
  assert.equal(readRequest("Comm.Channel.Enable", "x".repeat(REQUEST_VALUE_MAX + 1)), undefined);
  assert.equal(readRequest("__proto__", "17"), undefined);
});

test("[DA16] no payload throws, and every argument that is read is short", () => {
  const name = fc.oneof(fc.constantFrom(...REQUEST_NAMES), fc.string());
  fc.assert(
    fc.property(name, fc.anything(), (asked, payload) => {
      const request = readRequest(asked, payload);
      return request === undefined || request.value.length <= REQUEST_VALUE_MAX;
    }),
  );
});
