/** The end of a trade: both accept, everything is looked at again, and it changes hands at once. */

import { limitsWith } from "@ambon/kernel/limits";
import { text } from "@ambon/markup/build";
import type { Inline } from "@ambon/markup/tree";
import { TOUCH, type ZoneContext } from "../context.ts";
import { refuse, tell, toRoom } from "../output.ts";
import type { ItemState } from "../player-state.ts";
import type { PlayerEntity } from "../state.ts";
import { changeGold } from "./carry.ts";
import { playerName } from "./naming.ts";
import { saidItems } from "./targets.ts";
import { type Dealing, endTrade, setTrade, TRADE_LOOK_MS, withSide } from "./trade.ts";
import { offeredItems, openDealing } from "./trade-acts.ts";

const LIMITS = limitsWith();

/** What one side gives, as it is in its hands now. */
interface Part {
  readonly who: PlayerEntity;
  readonly items: readonly ItemState[];
  readonly gold: number;
}

const partOf = (who: PlayerEntity, dealing: Dealing, side: 0 | 1): Part => ({
  who,
  items: offeredItems(who, dealing.trade.items[side]),
  gold: dealing.trade.gold[side],
});

/** Why this side cannot keep its part now, to follow its name; undefined = it can. */
const failing = (part: Part, offered: number, other: Part): string | undefined => {
  const { who, items, gold } = part;
  if (items.length < offered) return "no longer carries what was offered";
  if (who.state.gold < gold) return "does not have the offered gold any more";
  const after = who.state.inventory.length - items.length + other.items.length;
  if (after > LIMITS.INVENTORY_ITEMS) return "cannot carry that much";
  if (who.live.target !== null) return "is fighting";
  return who.state.room === other.who.state.room ? undefined : "is not here";
};

const handOver = (z: ZoneContext, from: Part, to: Part): void => {
  const { who } = from;
  const kept = who.state.inventory.filter((item) => !from.items.includes(item));
  z.setPlayer(who, "inventory", [...kept, ...to.items]);
  changeGold(z, who, to.gold - from.gold);
  z.touch(who, TOUCH.inventory);
};

const tellDone = (z: ZoneContext, me: Part, other: Part): void => {
  const got = saidItems(z, other.items, other.gold);
  const gave = saidItems(z, me.items, me.gold);
  const kids: Inline[] = ["The trade is done. You give "];
  kids.push(...(gave.length === 0 ? ["nothing"] : gave), " and get ");
  kids.push(...(got.length === 0 ? ["nothing"] : got), ".");
  tell(z, me.who, "item", ...kids);
};

/** Everything or nothing, in this one handler. */
const swap = (z: ZoneContext, me: Part, other: Part): void => {
  endTrade(z, me.who);
  handOver(z, me, other);
  handOver(z, other, me);
  const parties = [me.who.state.id, other.who.state.id];
  z.classA(...parties);
  tellDone(z, me, other);
  tellDone(z, other, me);
  const rest = text(playerName(me.who), " and ", playerName(other.who), " strike a bargain.");
  toRoom(z, me.who.state.room, "item", rest, { except: parties });
};

const settle = (z: ZoneContext, me: PlayerEntity, dealing: Dealing): void => {
  const { trade, mine, theirs, partner } = dealing;
  const my = partOf(me, dealing, mine);
  const their = partOf(partner, dealing, theirs);
  const wrong =
    failing(my, trade.items[mine].length, their) ?? failing(their, trade.items[theirs].length, my);
  if (wrong === undefined) return swap(z, my, their);
  const who = failing(my, trade.items[mine].length, their) === undefined ? partner : me;
  setTrade(z, { ...trade, accepted: [false, false] });
  for (const one of [me, partner]) {
    tell(z, one, "error", "The trade cannot be settled: ", playerName(who), ` ${wrong}.`);
  }
};

/** `trade confirm`. */
export const acceptTrade = (z: ZoneContext, me: PlayerEntity): void => {
  const dealing = openDealing(z, me);
  if (dealing === undefined) return;
  if (!z.state.storeAvailable) {
    return refuse(z, me, "The world's memory is out of reach just now. Try again shortly.");
  }
  const { trade, mine, theirs, partner } = dealing;
  if (trade.items.every((items) => items.length === 0) && trade.gold.every((gold) => gold === 0)) {
    return refuse(z, me, "There is nothing to trade yet. Offer something first.");
  }
  if (z.nowMs < trade.changedMs[theirs] + TRADE_LOOK_MS && trade.changedMs[theirs] > 0) {
    return refuse(z, me, playerName(partner), " has just changed the offer. Look at it first.");
  }
  if (trade.accepted[theirs]) return settle(z, me, dealing);
  setTrade(z, { ...trade, accepted: withSide(trade.accepted, mine, true) });
  tell(z, me, "item", "You accept. It is for ", playerName(partner), " to do the same.");
  tell(z, partner, "item", playerName(me), " accepts the trade as it stands.");
};
