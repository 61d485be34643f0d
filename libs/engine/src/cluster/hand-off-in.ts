/**
 * A player comes from a zone of another engine: our side of the hand-off (DESIGN §12).
 *
 *   offer ─▶ zone here, room for one more, of a schema we know? ── no ─▶ rejected
 *              │ yes
 *              ▼
 *            claim: owner and epoch as offered ── refused ─▶ rejected (unless it is ours already)
 *              │ ours, e + 1: this is the commit      └─ store away ─▶ asked again
 *              ▼
 *            in the zone, session as it was, waiting for its gateway ─▶ committed
 *
 * A player who has just left here is claimed when we know that the row was given back: later that
 * news would take away what was claimed meanwhile.
 *
 * An offer that comes twice is answered twice and carried out once. The claim is repeated until
 * its outcome is known: it can only have been carried out once, because it names the epoch.
 */

import { SOURCE } from "@ambon/game/input";
import { encodeCanonical } from "@ambon/kernel/canonical";
import type { AggregateRow } from "@ambon/persistence/store";
import type { EngineContext } from "../context.ts";
import { NO_WISH } from "../instances/choose-instance.ts";
import { destinationHere } from "../instances/destination.ts";
import { release } from "../post.ts";
import { restoreSession } from "../restore-session.ts";
import { isOpen, type ZoneSlot } from "../zone-table.ts";
import type { Cluster, Outcome } from "./cluster.ts";
import type { HandOffer } from "./peer-frame.ts";

const ASK_AGAIN_MS = 250;
/** Then the row is not asked any more: whoever offered has decided by now. */
const TRIES_MAX = 40;

export const takeOffer = (
  c: EngineContext,
  cluster: Cluster,
  engine: string,
  offer: HandOffer,
): void => {
  const { transfer } = offer;
  if (cluster.offers.has(transfer)) {
    const outcome = cluster.offers.get(transfer);
    if (outcome !== undefined) cluster.answer(engine, transfer, outcome, "asked again");
    return;
  }
  const slot = slotFor(c, offer);
  if (c.phase !== "running" || cluster.isFrozen || slot === undefined) {
    return cluster.settle(engine, transfer, "rejected", "the zone is not here");
  }
  if (c.sessions.get(offer.player) !== undefined) {
    return cluster.settle(engine, transfer, "rejected", "the player is here");
  }
  const read = c.options.readPlayer(encodeCanonical(offer.state));
  if (!read.ok) return cluster.settle(engine, transfer, "rejected", `not for us: ${read.error}`);
  cluster.remember(transfer, undefined);
  cluster.comingIn.set(offer.player, slot.id);
  commit(c, cluster, engine, { ...offer, state: read.value }, TRIES_MAX);
};

/** The instance that was meant, or another one here if that takes nobody any more. */
const slotFor = (c: EngineContext, { zone, room }: HandOffer): ZoneSlot | undefined => {
  const meant = c.zones.get(zone);
  return meant !== undefined && isOpen(meant) ? meant : destinationHere(c, room, NO_WISH)?.slot;
};

const commit = (
  c: EngineContext,
  cluster: Cluster,
  engine: string,
  offer: HandOffer,
  tries: number,
): void => {
  const key = { kind: "player", id: offer.player } as const;
  const again = (): void => commit(c, cluster, engine, offer, tries);
  if (c.savings.waitsForRelease(key, again)) return;
  const expected = { owner: offer.owner, epoch: offer.epoch };
  const decide = (outcome: Outcome, reason: string): void => {
    cluster.comingIn.delete(offer.player);
    release(c, offer.player);
    cluster.settle(engine, offer.transfer, outcome, reason);
  };
  c.call({ op: "claim", key, owner: c.owner, expected }, (reply) => {
    if (!reply.ok || reply.op !== "claim") {
      if (tries === 0) decide("rejected", "the store is away");
      else c.later(ASK_AGAIN_MS, () => commit(c, cluster, engine, offer, tries - 1));
      return;
    }
    const { claim } = reply;
    const row = claim.outcome === "missing" ? undefined : claim.row;
    const isOurs = row?.owner === c.owner && row.epoch === offer.epoch + 1;
    if (row === undefined || !isOurs) {
      return decide("rejected", `the row is ${row?.owner ?? "missing"}`);
    }
    activate(c, cluster, offer, row);
    decide("committed", "");
  });
};

const activate = (
  c: EngineContext,
  cluster: Cluster,
  offer: HandOffer,
  row: AggregateRow,
): void => {
  const { player, state, part, room, from } = offer;
  c.savings.track(row);
  // It was there when the offer came, and a zone that is to leave waits for whoever comes in.
  const slot = slotFor(c, offer) ?? closingSlot(c, offer) ?? startSlot(c);
  if (slot === undefined) {
    c.savings.release({ kind: "player", id: player }, row.state, () => undefined);
    return;
  }
  cluster.directory.forget(player);
  c.inTransit.set(player, state);
  slot.arriving.add(player);
  restoreSession(c, slot, offer.session, state);
  c.input(slot, SOURCE.zone, c.options.engine, { i: "arrive", state, session: part, room, from });
  if (offer.removing === null) return;
  const session = c.sessions.get(player);
  if (session !== undefined) session.removing = { text: offer.removing };
  c.input(slot, SOURCE.session, player, { i: "remove", player, reason: offer.removing });
};

/** It is to close, or to leave, since the offer came: still better than a strange place. */
const closingSlot = (c: EngineContext, { zone }: HandOffer): ZoneSlot | undefined => {
  const slot = c.zones.get(zone);
  return slot?.state === "still" ? undefined : slot;
};

const startSlot = (c: EngineContext): ZoneSlot | undefined =>
  destinationHere(c, c.options.world().startRoom, NO_WISH)?.slot;
