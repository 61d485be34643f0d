/** What players do in a trade: invite, offer, look, accept. The protocol is in trade.ts. */

import { heading, line, list, styled } from "@ambon/markup/build";
import type { Inline, Markup } from "@ambon/markup/tree";
import type { ZoneContext } from "../context.ts";
import { ignoring, refuse, show, tell } from "../output.ts";
import type { ItemState } from "../player-state.ts";
import type { PlayerEntity, TradeState } from "../state.ts";
import { partnerHere } from "./gifts.ts";
import { itemName, playerName } from "./naming.ts";
import { goldToGive, isEmpty, parseGold, pickItems } from "./targets.ts";
import {
  cancelTrade,
  type Dealing,
  dealingOf,
  endTrade,
  setTrade,
  TRADE_ITEMS,
  tradeBetween,
  withSide,
} from "./trade.ts";

const command = (words: string): Inline => styled("key", words);

/** Offered things that are still in their owner's hands. */
export const offeredItems = (who: PlayerEntity, uids: readonly string[]): readonly ItemState[] =>
  uids.flatMap((uid) => who.state.inventory.find((item) => item.uid === uid) ?? []);

const offerRows = (
  z: ZoneContext,
  who: PlayerEntity,
  uids: readonly string[],
  gold: number,
): readonly (readonly Inline[])[] => {
  const rows: (readonly Inline[])[] = offeredItems(who, uids).map((item) => [itemName(z, item)]);
  if (gold > 0) rows.push([styled("gold", `${gold} gold`)]);
  return rows.length === 0 ? [["nothing"]] : rows;
};

const view = (z: ZoneContext, me: PlayerEntity, dealing: Dealing): Markup => {
  const { trade, mine, theirs, partner } = dealing;
  const { name } = partner.state;
  const said = (side: 0 | 1, who: string): string =>
    `${who} ${who === "You" ? "have" : "has"} ${trade.accepted[side] ? "" : "not "}accepted.`;
  return [
    heading(`Trade with ${name}`),
    list("You offer:", offerRows(z, me, trade.items[mine], trade.gold[mine])),
    list(`${name} offers:`, offerRows(z, partner, trade.items[theirs], trade.gold[theirs])),
    line(`${said(mine, "You")} ${said(theirs, name)}`),
  ];
};

const showBoth = (z: ZoneContext, me: PlayerEntity, partner: PlayerEntity): void => {
  for (const who of [me, partner]) {
    const dealing = dealingOf(z, who);
    if (dealing !== undefined) show(z, who, "item", view(z, who, dealing));
  }
};

/** The open trade of a player; undefined after telling that there is none. */
export const openDealing = (z: ZoneContext, me: PlayerEntity): Dealing | undefined => {
  const dealing = dealingOf(z, me);
  if (dealing?.trade.open === true) return dealing;
  if (dealing === undefined) refuse(z, me, "You are not trading. Begin with ", BEGIN, ".");
  else refuse(z, me, playerName(dealing.partner), " has not answered your invitation yet.");
  return undefined;
};

const BEGIN = command("trade NAME");

const open = (z: ZoneContext, me: PlayerEntity, who: PlayerEntity, trade: TradeState): void => {
  cancelTrade(z, me, "has turned to another trade");
  setTrade(z, { ...trade, open: true });
  z.setLive(me, "tradeWith", who.state.id);
  z.setLive(who, "tradeWith", me.state.id);
  for (const [one, other] of [
    [me, who],
    [who, me],
  ] as const) {
    tell(
      z,
      one,
      "item",
      "You are trading with ",
      playerName(other),
      ". Say what you give with ",
      command("offer THING"),
      " or ",
      command("offer 10 gold"),
      ", take it back with ",
      command("unoffer"),
      ", and settle it with ",
      command("trade confirm"),
      ".",
    );
  }
};

const invite = (z: ZoneContext, me: PlayerEntity, who: PlayerEntity): void => {
  cancelTrade(z, me, "has turned to another trade");
  setTrade(z, {
    parties: [me.state.id, who.state.id],
    items: [[], []],
    gold: [0, 0],
    accepted: [false, false],
    changedMs: [0, 0],
    open: false,
  });
  z.setLive(me, "tradeWith", who.state.id);
  tell(z, me, "item", "You ask ", playerName(who), " for a trade.");
  if (ignoring(z, [who.state.id], me.state).length > 0) return;
  tell(
    z,
    who,
    "item",
    playerName(me),
    " would like to trade with you. Agree with ",
    command(`trade ${me.state.name.toLowerCase()}`),
    ".",
  );
};

/** `trade mira`: an invitation, or the answer to hers. */
export const beginTrade = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  const who = partnerHere(z, me, typed, "does not trade with you. Shops understand buy and sell.");
  if (who === undefined) return;
  const mine = dealingOf(z, me);
  if (mine?.trade.open === true) {
    const again = mine.partner === who ? " already" : "";
    return refuse(z, me, `You are trading${again} with `, playerName(mine.partner), ".");
  }
  if (who.live.target !== null) return refuse(z, me, playerName(who), " is fighting.");
  if (who.session.linkDead) return refuse(z, me, playerName(who), " stares into the distance.");
  const known = tradeBetween(z, me.state.id, who.state.id);
  if (known?.parties[0] === who.state.id && who.live.tradeWith === me.state.id) {
    return open(z, me, who, known);
  }
  if (known !== undefined && mine?.partner === who) {
    return refuse(z, me, "You have asked ", playerName(who), " already. It is their turn.");
  }
  if (dealingOf(z, who)?.trade.open === true) {
    return refuse(z, me, playerName(who), " is trading with somebody else.");
  }
  invite(z, me, who);
};

/** Writes one side's new offer: what both had accepted is void. */
const changeOffer = (
  z: ZoneContext,
  me: PlayerEntity,
  dealing: Dealing,
  offer: { readonly items?: readonly string[]; readonly gold?: number },
): void => {
  const { trade, mine, partner } = dealing;
  setTrade(z, {
    ...trade,
    items: withSide(trade.items, mine, offer.items ?? trade.items[mine]),
    gold: withSide(trade.gold, mine, offer.gold ?? trade.gold[mine]),
    accepted: [false, false],
    changedMs: withSide(trade.changedMs, mine, z.nowMs),
  });
  showBoth(z, me, partner);
};

/** `offer sword`, `offer all.coin`, `offer 10 gold` (which replaces the gold offered before). */
export const offer = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  const dealing = openDealing(z, me);
  if (dealing === undefined) return;
  const offered = dealing.trade.items[dealing.mine];
  const carried = me.state.inventory.filter((item) => !offered.includes(item.uid));
  const found = pickItems(z, typed, carried);
  const gold = parseGold(typed);
  if (found.length === 0 && gold !== undefined) {
    const amount = goldToGive(gold, me.state.gold);
    if (typeof amount === "string") return refuse(z, me, amount);
    return changeOffer(z, me, dealing, { gold: amount });
  }
  const [first] = found;
  if (first === undefined) return refuse(z, me, `You carry no "${typed}" that is not offered yet.`);
  const may = found.filter(isEmpty);
  if (may.length === 0) return refuse(z, me, "Empty ", itemName(z, first), " first.");
  if (offered.length + may.length > TRADE_ITEMS) {
    return refuse(z, me, `No more than ${TRADE_ITEMS} things go into one trade.`);
  }
  changeOffer(z, me, dealing, { items: [...offered, ...may.map((item) => item.uid)] });
};

/** `unoffer sword`, `unoffer gold`, `unoffer all`. */
export const unoffer = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  const dealing = openDealing(z, me);
  if (dealing === undefined) return;
  const { trade, mine } = dealing;
  if (parseGold(typed) !== undefined) {
    if (trade.gold[mine] === 0) return refuse(z, me, "You offer no gold.");
    return changeOffer(z, me, dealing, { gold: 0 });
  }
  const back = pickItems(z, typed, offeredItems(me, trade.items[mine])).map((item) => item.uid);
  const all = typed.trim().toLowerCase() === "all";
  if (back.length === 0 && !(all && trade.gold[mine] > 0)) {
    return refuse(z, me, `You offer no "${typed}".`);
  }
  const items = trade.items[mine].filter((uid) => !back.includes(uid));
  changeOffer(z, me, dealing, all ? { items, gold: 0 } : { items });
};

/** `trade`, `trade status`. */
export const showTrade = (z: ZoneContext, me: PlayerEntity): void => {
  const dealing = openDealing(z, me);
  if (dealing !== undefined) show(z, me, "item", view(z, me, dealing));
};

/** `trade cancel`. */
export const giveUpTrade = (z: ZoneContext, me: PlayerEntity): void => {
  if (dealingOf(z, me) !== undefined) return cancelTrade(z, me, "has changed their mind");
  endTrade(z, me);
  refuse(z, me, "You are not trading.");
};
