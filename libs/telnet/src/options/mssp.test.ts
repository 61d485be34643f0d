// Goal: crawlers get their table by option and by text, and what is in it cannot break either form.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isMsspRequest, msspText } from "../mssp-text.ts";
import { answerTo, featured, hex, wire, wireHex } from "../testing/wire.ts";
import type { MsspTable } from "./mssp.ts";

const TABLE: MsspTable = [
  ["NAME", "Ambon"],
  ["PLAYERS", 12],
  ["PORT", [4001, 4000]],
  ["CONTACT", []],
];

test("[TN40] DO asks, the table is the answer", () => {
  const server = featured({ mssp: true });
  assert.equal(hex(server.mssp(TABLE)), "");
  assert.deepEqual(server.receive(wire("FF FD 46")), [{ type: "msspRequest" }]);
  assert.equal(
    hex(server.mssp(TABLE)),
    wireHex(`FF FA 46 01 "NAME" 02 "Ambon" 01 "PLAYERS" 02 "12"
      01 "PORT" 02 "4001" 02 "4000" FF F0`),
  );
  assert.deepEqual(server.receive(wire("FF FD 46")), []);
});

test("[TN40] without the feature a crawler is turned down once", () => {
  const server = featured({});
  assert.equal(answerTo(server, "FF FD 46 FF FD 46"), "FF FC 46");
});

test("[TN40] control characters become spaces in both forms", () => {
  const server = featured({ mssp: true });
  server.receive(wire("FF FD 46"));
  const table: MsspTable = [["NA\u0001ME", " a\u0002b\tc\r\nd\u00ff\u0000"]];
  const golden = 'FF FA 46 01 "NA ME" 02 "a b c  d" C3 BF FF F0';
  assert.equal(hex(server.mssp(table)), wireHex(golden));
  assert.equal(msspText(table), "\nMSSP-REPLY-START\nNA ME\ta b c  d\u00ff\nMSSP-REPLY-END\n");
});

test("[TN41] the text form, as it travels", () => {
  assert.equal(
    hex(featured({}).text(msspText(TABLE))),
    wireHex(`0D 0A "MSSP-REPLY-START" 0D 0A "NAME" 09 "Ambon" 0D 0A "PLAYERS" 09 "12" 0D 0A
      "PORT" 09 "4001" 09 "4000" 0D 0A "MSSP-REPLY-END" 0D 0A`),
  );
});

test("[TN41] the request is one word in any case", () => {
  for (const line of ["MSSP-REQUEST", "mssp-request", " Mssp-Request "]) {
    assert.equal(isMsspRequest(line), true, line);
  }
  for (const line of ["", "MSSP", "mssp-request please", "xmssp-request"]) {
    assert.equal(isMsspRequest(line), false, line);
  }
});
