// Goal: a gateway can prove for a day which session it holds, and nothing else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { HmacSigner } from "./adapter/hmac-signer.ts";
import { GRANT_TTL_MS, readGrant, signGrant } from "./grant.ts";
import { TicketOffice } from "./ticket.ts";

const signer = new HmacSigner("a secret for tests");
const GRANT = { sessionId: "77", playerId: "9223372036854775807", generation: 3 };

test("[AC34] a grant says what was granted, for a day and as often as it is asked", () => {
  const grant = signGrant(signer, 1000, GRANT);
  assert.deepEqual(readGrant(signer, 1000, grant, "77"), GRANT);
  assert.deepEqual(readGrant(signer, 999 + GRANT_TTL_MS, grant, "77"), GRANT);
  assert.equal(readGrant(signer, 1000 + GRANT_TTL_MS, grant, "77"), undefined);
  assert.equal(readGrant(signer, 1000, grant, "78"), undefined);
});

test("[AC34] with any sign changed, cut or added, or of another cluster, it says nothing", () => {
  const grant = signGrant(signer, 0, GRANT);
  const spoilt = [grant.slice(1), grant.slice(0, -1), `${grant}A`, "", ".", "x", `x.${grant}`];
  for (let at = 0; at < grant.length; at += 1) {
    const other = grant[at] === "A" ? "B" : "A";
    spoilt.push(`${grant.slice(0, at)}${other}${grant.slice(at + 1)}`);
  }
  for (const one of spoilt) assert.equal(readGrant(signer, 1, one, "77"), undefined, one);
  assert.equal(readGrant(new HmacSigner("another secret"), 1, grant, "77"), undefined);
});

test("[AC34] a ticket is no grant", () => {
  const order = { sessionId: "77", gateway: "g", playerId: "1", target: "e#b" };
  const ticket = new TicketOffice("e#b", signer).issue(0, order);
  assert.equal(readGrant(signer, 1, ticket, "77"), undefined);
});
