/** Shops, bank and trade. */

import type { ZoneContext } from "../context.ts";
import { refuse } from "../output.ts";
import type { PlayerEntity } from "../state.ts";
import { balance, deposit, showBank, withdraw } from "../systems/bank.ts";
import { appraise, buy, listGoods, sell } from "../systems/counter.ts";
import { beginTrade, giveUpTrade, offer, showTrade, unoffer } from "../systems/trade-acts.ts";
import { acceptTrade } from "../systems/trade-deal.ts";
import type { Command } from "./command.ts";

const SHOPS: readonly Command[] = [
  {
    name: "list",
    aliases: ["shop"],
    category: "trading",
    args: "",
    summary: "Show what is for sale here",
    run: listGoods,
  },
  {
    name: "buy",
    category: "trading",
    args: "<what...>",
    summary: "Buy something from the shop you are in",
    help: ["`buy bread`, `buy 3 bread`, `buy 2.sword` for the second kind of sword on the list."],
    classA: true,
    run: (z, me, { what = "" }) => buy(z, me, what),
  },
  {
    name: "sell",
    category: "trading",
    args: "<what...>",
    summary: "Sell something to the shop you are in",
    help: ["`value` tells the price first. What is partly used up brings less."],
    classA: true,
    run: (z, me, { what = "" }) => sell(z, me, what),
  },
  {
    name: "value",
    aliases: ["appraise"],
    category: "trading",
    args: "<what...>",
    summary: "Ask what the shop would give you for something",
    run: (z, me, { what = "" }) => appraise(z, me, what),
  },
];

const bank = (z: ZoneContext, me: PlayerEntity, deed: string, what: string): void => {
  const word = deed.toLowerCase();
  if (word === "") return showBank(z, me);
  if (word === "balance") return balance(z, me);
  const store = "deposit".startsWith(word) || word === "store";
  const bring = "withdraw".startsWith(word) || word === "retrieve";
  if ((!store && !bring) || what === "") {
    return refuse(z, me, "Say bank, bank deposit THING or bank withdraw THING.");
  }
  if (!z.state.storeAvailable) {
    return refuse(z, me, "The bank's books are out of reach just now. Try again shortly.");
  }
  if (store) deposit(z, me, what);
  else withdraw(z, me, what);
};

const BANKING: readonly Command[] = [
  {
    name: "bank",
    category: "trading",
    args: "[deed] [what...]",
    summary: "Show what the bank keeps for you, or use it",
    help: [
      "`bank` lists gold and things in safe keeping. `bank deposit sword` and `bank withdraw " +
        "sword` do the same as `deposit sword` and `withdraw sword`.",
    ],
    run: (z, me, { deed = "", what = "" }) => bank(z, me, deed, what),
  },
  {
    name: "balance",
    category: "trading",
    args: "",
    summary: "Ask how much gold you have in the bank",
    run: balance,
  },
  {
    name: "deposit",
    category: "trading",
    args: "<what...>",
    summary: "Bring gold or a thing to the bank",
    help: ["`deposit 50`, `deposit all` for all your gold, `deposit sword`."],
    classA: true,
    run: (z, me, { what = "" }) => deposit(z, me, what),
  },
  {
    name: "withdraw",
    category: "trading",
    args: "<what...>",
    summary: "Fetch gold or a thing from the bank",
    help: ["`withdraw 50`, `withdraw all` for all your gold, `withdraw sword`."],
    classA: true,
    run: (z, me, { what = "" }) => withdraw(z, me, what),
  },
];

const trade = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  switch (typed.toLowerCase()) {
    case "":
    case "status":
      return showTrade(z, me);
    case "confirm":
    case "accept":
      return acceptTrade(z, me);
    case "cancel":
    case "stop":
      return giveUpTrade(z, me);
  }
  beginTrade(z, me, typed);
};

const BARGAINS: readonly Command[] = [
  {
    name: "trade",
    category: "trading",
    args: "(with) [whom]",
    summary: "Trade with another player: both agree, then everything changes hands at once",
    help: [
      "`trade mira` invites her, and `trade` with your name is her answer. Then each of you says " +
        "what you give with `offer`. `trade` shows how it stands, `trade confirm` agrees to it, " +
        "`trade cancel` ends it.",
      "Whenever an offer changes, both have to agree again, after a moment to look at it.",
    ],
    peaceful: true,
    run: (z, me, { whom = "" }) => trade(z, me, whom),
  },
  {
    name: "offer",
    category: "trading",
    args: "<what...>",
    summary: "Offer a thing or gold in a trade",
    help: ["`offer sword`, `offer all.coin`, `offer 10 gold`, which replaces the gold before."],
    peaceful: true,
    run: (z, me, { what = "" }) => offer(z, me, what),
  },
  {
    name: "unoffer",
    category: "trading",
    args: "<what...>",
    summary: "Take something out of your offer",
    help: ["`unoffer sword`, `unoffer gold`, `unoffer all`."],
    peaceful: true,
    run: (z, me, { what = "" }) => unoffer(z, me, what),
  },
];

export const TRADING_COMMANDS: readonly Command[] = [...SHOPS, ...BANKING, ...BARGAINS];
