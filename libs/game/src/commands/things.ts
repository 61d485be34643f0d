/** Handling things. */

import type { ZoneContext } from "../context.ts";
import { refuse } from "../output.ts";
import type { PlayerEntity } from "../state.ts";
import { showInventory } from "../systems/belongings.ts";
import { consume } from "../systems/consume.ts";
import { putInto, takeFrom } from "../systems/containers.ts";
import { remove, wear } from "../systems/equipment.ts";
import { give } from "../systems/gifts.ts";
import { dropHere, takeHere } from "../systems/ground.ts";
import { findContainer } from "../systems/targets.ts";
import type { Command } from "./command.ts";

/** `get sword chest` without "from": only when nothing here is called so. */
const get = (z: ZoneContext, me: PlayerEntity, what: string, where: string): void => {
  if (where !== "") return takeFrom(z, me, what, where);
  if (takeHere(z, me, what)) return;
  const [, things, last] = /^(.+)\s(\S+)$/.exec(what) ?? [];
  if (things !== undefined && last !== undefined && findContainer(z, me, last) !== undefined) {
    return takeFrom(z, me, things, last);
  }
  const all = /^all$/i.test(what.trim());
  refuse(z, me, all ? "There is nothing here to take." : `There is no "${what}" here to take.`);
};

const CARRYING: readonly Command[] = [
  {
    name: "get",
    aliases: ["take", "pick"],
    category: "things",
    args: "(up) <what...> (from) [container...]",
    summary: "Take something that lies here, or out of a container",
    help: [
      "`get sword`, `get 2.sword` for the second one, `get all.coin` for every coin, `get all`. " +
        "`get all from corpse` empties a corpse, its gold too.",
    ],
    run: (z, me, { what = "", container = "" }) => get(z, me, what, container),
  },
  {
    name: "drop",
    category: "things",
    args: "<what...>",
    summary: "Leave something lying here",
    help: ["`drop sword`, `drop all.coin`, `drop all`, `drop 10 gold`."],
    run: (z, me, { what = "" }) => dropHere(z, me, what),
  },
  {
    name: "put",
    category: "things",
    args: "<what...> (in|into|inside) <container...>",
    summary: "Put something into a container",
    help: ["`put rope in sack`, `put all.coin in chest`, `put 10 gold in bag`."],
    run: (z, me, { what = "", container = "" }) => putInto(z, me, what, container),
  },
  {
    name: "give",
    category: "things",
    args: "<what...> (to) <whom...>",
    summary: "Give a thing or gold to somebody here",
    help: [
      "`give bread to mira`, `give 10 gold mira`. It is a present: for a bargain use `trade`.",
    ],
    classA: true,
    run: (z, me, { what = "", whom = "" }) => give(z, me, what, whom),
  },
  {
    name: "inventory",
    aliases: ["inv", "i"],
    category: "things",
    args: "",
    summary: "List what you carry",
    run: showInventory,
  },
];

const WEARING: readonly Command[] = [
  {
    name: "wear",
    aliases: ["equip"],
    category: "things",
    args: "<what...>",
    summary: "Put on a piece of armour or any other gear",
    help: ["What was there before comes off. `wear all` fills the places that are free."],
    run: (z, me, { what = "" }) => wear(z, me, what),
  },
  {
    name: "wield",
    category: "things",
    args: "<what...>",
    summary: "Take up a weapon",
    run: (z, me, { what = "" }) => wear(z, me, what, "weapon"),
  },
  {
    name: "hold",
    category: "things",
    args: "<what...>",
    summary: "Hold something in your other hand",
    run: (z, me, { what = "" }) => wear(z, me, what, "offhand"),
  },
  {
    name: "remove",
    aliases: ["unequip", "unwield"],
    category: "things",
    args: "<what...>",
    summary: "Take off something you wear",
    help: ["Name the thing or the place: `remove cap`, `remove head`, `remove all`."],
    run: (z, me, { what = "" }) => remove(z, me, what),
  },
];

const USING: readonly Command[] = [
  {
    name: "eat",
    category: "things",
    args: "<what...>",
    summary: "Eat something",
    run: (z, me, { what = "" }) => consume(z, me, what, "eat"),
  },
  {
    name: "drink",
    aliases: ["quaff"],
    category: "things",
    args: "<what...>",
    summary: "Drink something",
    run: (z, me, { what = "" }) => consume(z, me, what, "drink"),
  },
  {
    name: "use",
    category: "things",
    args: "<what...>",
    summary: "Use something up: eat, drink or apply it",
    run: (z, me, { what = "" }) => consume(z, me, what, "use"),
  },
];

export const THING_COMMANDS: readonly Command[] = [...CARRYING, ...WEARING, ...USING];
