/**
 * Two-sided trade.
 *
 *   (nobody)  --invite A→B-->  invited  --B invites A-->  open  --both accept-->  swapped, (nobody)
 *
 * - A player is in one trade at most: `live.tradeWith` names the partner, of the inviter from the
 *   invitation on, of the invited from the opening on. The document is kept under the inviter's id.
 * - Whatever changes an offer takes back both acceptances; and nobody can accept within
 *   TRADE_LOOK_MS of a change by the other side, so that no one accepts what they have not seen.
 * - Offered things stay with their owner. A thing that leaves its owner's hands or changes ends
 *   the trade; gold, hands and presence are looked at again when both have accepted.
 * - Leaving the room or the game, a fight, death and a lost link end it (`cancelTrade`).
 */

import type { PlayerId } from "@ambon/kernel/ids";
import type { Inline } from "@ambon/markup/tree";
import type { ZoneContext } from "../context.ts";
import { tell } from "../output.ts";
import type { ItemState } from "../player-state.ts";
import type { PlayerEntity, TradeState } from "../state.ts";
import { playerName } from "./naming.ts";

/** After a change by the other side one may not accept for so long. */
export const TRADE_LOOK_MS = 2000;
/** Things per side. */
export const TRADE_ITEMS = 20;

/** An index into the pairs of a TradeState. */
export type Side = 0 | 1;

/** A trade from one party's point of view. */
export interface Dealing {
  readonly trade: TradeState;
  readonly mine: Side;
  readonly theirs: Side;
  readonly partner: PlayerEntity;
}

const askedBy = (z: ZoneContext, inviter: PlayerId, other: PlayerId): TradeState | undefined => {
  const trade = z.state.trades.get(inviter);
  return trade?.parties[1] === other ? trade : undefined;
};

/** The trade between two players, also when it is only an invitation. */
export const tradeBetween = (z: ZoneContext, a: PlayerId, b: PlayerId): TradeState | undefined =>
  askedBy(z, a, b) ?? askedBy(z, b, a);

/** The player's trade or invitation; undefined when there is none. */
export const dealingOf = (z: ZoneContext, who: PlayerEntity): Dealing | undefined => {
  const { id } = who.state;
  const other = who.live.tradeWith;
  const trade = other === null ? undefined : tradeBetween(z, id, other);
  const partner = other === null ? undefined : z.player(other);
  if (trade === undefined || partner === undefined) return undefined;
  const mine: Side = trade.parties[0] === id ? 0 : 1;
  return { trade, mine, theirs: mine === 0 ? 1 : 0, partner };
};

/** Writes a trade into its place. */
export const setTrade = (z: ZoneContext, trade: TradeState): void => {
  z.mutations.put(z.state.trades, trade.parties[0], trade);
};

/** A pair with one side replaced. */
export const withSide = <T>(pair: readonly [T, T], side: Side, value: T): readonly [T, T] =>
  side === 0 ? [value, pair[1]] : [pair[0], value];

/** Forgets the player's trade or invitation, and tells nobody. */
export const endTrade = (z: ZoneContext, who: PlayerEntity): void => {
  const other = who.live.tradeWith;
  if (other === null) return;
  const { id } = who.state;
  const trade = tradeBetween(z, id, other);
  if (trade !== undefined) z.mutations.drop(z.state.trades, trade.parties[0]);
  z.setLive(who, "tradeWith", null);
  const partner = z.player(other);
  if (partner?.live.tradeWith === id) z.setLive(partner, "tradeWith", null);
};

/** Ends an open trade of this player; `why` completes "Mira …". Without one it does nothing. */
export const cancelTrade = (z: ZoneContext, who: PlayerEntity, why: string): void => {
  if (who.live.tradeWith === null) return;
  const dealing = dealingOf(z, who);
  endTrade(z, who);
  if (dealing === undefined) return;
  tell(z, who, "item", "Your trade with ", playerName(dealing.partner), " is off.");
  if (!dealing.trade.open) return;
  const because: Inline = ` ${why}. The trade is off.`;
  tell(z, dealing.partner, "item", playerName(who), because);
};

/** A thing has left these hands or is not what it was: a trade about it is off. */
export const noticeChanged = (z: ZoneContext, who: PlayerEntity, uid: ItemState["uid"]): void => {
  if (who.live.tradeWith === null) return;
  const dealing = dealingOf(z, who);
  if (dealing?.trade.items[dealing.mine].includes(uid) === true) {
    cancelTrade(z, who, "no longer has what was offered");
  }
};
