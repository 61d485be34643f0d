// Goal: a ticket lets exactly one session into exactly one engine, once and soon.

import assert from "node:assert/strict";
import { test } from "node:test";
import { HmacSigner } from "./adapter/hmac-signer.ts";
import { TICKET_TTL_MS, TicketOffice, USED_TICKETS_MAX } from "./ticket.ts";

const signer = new HmacSigner("a secret for tests");
const HOLDER = { sessionId: "77", gateway: "gw-1" };
const ORDER = { ...HOLDER, playerId: "9223372036854775807", target: "e1#a" };
const errorOf = (result: { ok: boolean; error?: string }): string => result.error ?? "none";

test("[AC30] a ticket gives its player, once", () => {
  const office = new TicketOffice("e1#a", signer);
  const ticket = office.issue(0, ORDER);
  assert.deepEqual(office.redeem(10, ticket, HOLDER), { ok: true, value: ORDER.playerId });
  assert.match(errorOf(office.redeem(11, ticket, HOLDER)), /used already/);
  assert.notEqual(office.issue(0, ORDER), ticket);
});

test("[AC31] it is refused elsewhere, for another session, behind another gateway, and later", () => {
  const office = new TicketOffice("e1#a", signer);
  const ticket = office.issue(0, ORDER);
  const restarted = new TicketOffice("e1#b", signer);
  assert.match(errorOf(restarted.redeem(1, ticket, HOLDER)), /another place/);
  assert.match(errorOf(office.redeem(1, ticket, { ...HOLDER, sessionId: "78" })), /another place/);
  assert.match(errorOf(office.redeem(1, ticket, { ...HOLDER, gateway: "gw-2" })), /another place/);
  assert.match(errorOf(office.redeem(TICKET_TTL_MS, ticket, HOLDER)), /took too long/);
  assert.equal(office.redeem(TICKET_TTL_MS - 1, ticket, HOLDER).ok, true);
});

test("[AC31] engines of one cluster take each other's tickets, those of another do not", () => {
  const issuer = new TicketOffice("e2#z", signer);
  const ticket = issuer.issue(0, ORDER);
  assert.equal(new TicketOffice("e1#a", signer).redeem(1, ticket, HOLDER).ok, true);
  const stranger = new TicketOffice("e1#a", new HmacSigner("another secret"));
  assert.match(errorOf(stranger.redeem(1, ticket, HOLDER)), /not valid/);
});

test("[AC32] a ticket with any sign changed, cut or added is not valid", () => {
  const office = new TicketOffice("e1#a", signer);
  const ticket = office.issue(0, ORDER);
  for (let at = 0; at < ticket.length; at += 1) {
    const other = ticket[at] === "0" ? "1" : "0";
    const forged = ticket.slice(0, at) + other + ticket.slice(at + 1);
    assert.equal(office.redeem(1, forged, HOLDER).ok, false, forged);
    assert.equal(office.redeem(1, ticket.slice(0, at), HOLDER).ok, false);
  }
  for (const nonsense of ["", ".", "{}.x", `${ticket}=`, `${ticket}.`, "\0", "💥.💥"]) {
    assert.match(errorOf(office.redeem(1, nonsense, HOLDER)), /not valid/);
  }
  const foreign = '["another-purpose"]';
  const signed = `${foreign}.${signer.sign(foreign)}`;
  assert.match(errorOf(office.redeem(1, signed, HOLDER)), /not valid/);
  assert.equal(office.redeem(1, ticket, HOLDER).ok, true);
});

test("[AC33] the memory of used tickets is bounded; when it is full it refuses until some expire", () => {
  const office = new TicketOffice("e1#a", signer);
  for (let count = 0; count < USED_TICKETS_MAX; count += 1) {
    assert.ok(office.redeem(0, office.issue(0, ORDER), HOLDER).ok);
  }
  const late = office.issue(1, ORDER);
  assert.match(errorOf(office.redeem(1, late, HOLDER)), /Too many players arrive/);
  assert.equal(office.redeem(TICKET_TTL_MS, late, HOLDER).ok, true);
});

test("[AC32] an empty secret signs nothing", () => {
  assert.throws(() => new HmacSigner(""), /set AMBON_SECRET/);
});

test("[AC38] while the secret is changed tickets of either are good, and new ones are of the new", () => {
  const OLD = "the secret of last year";
  const NEW = "the secret of this year";
  const before = new TicketOffice("e1#a", new HmacSigner(OLD, [NEW]));
  const after = new TicketOffice("e1#a", new HmacSigner(NEW, [OLD]));
  assert.ok(after.redeem(0, before.issue(0, ORDER), HOLDER).ok);
  const ticket = after.issue(0, ORDER);
  assert.ok(before.redeem(0, ticket, HOLDER).ok);
  assert.equal(new TicketOffice("e1#a", new HmacSigner(OLD)).redeem(0, ticket, HOLDER).ok, false);
});
