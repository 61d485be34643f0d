/** Looking. */

import { show } from "../output.ts";
import { showMap } from "../systems/area-map.ts";
import { exitsLine, lookAt, lookInto, lookRoom } from "../systems/look.ts";
import type { Command } from "./command.ts";

export const LOOKING_COMMANDS: readonly Command[] = [
  {
    name: "look",
    aliases: ["l"],
    category: "looking",
    args: "(at) [what...]",
    summary: "Look around, or at something: a thing, a person, a direction",
    help: [
      "Alone it shows where you are. `look north` tells what lies that way, `look sword` shows a " +
        "thing here or with you, `look in chest` what is in it. Details that a description " +
        "mentions can be looked at too.",
    ],
    run(z, me, { what = "" }) {
      if (what === "") return lookRoom(z, me);
      const inside = /^(?:in|into|inside)\s+(.+)$/i.exec(what);
      if (inside?.[1] !== undefined) return lookInto(z, me, inside[1]);
      lookAt(z, me, what);
    },
  },
  {
    name: "examine",
    aliases: ["x"],
    category: "looking",
    args: "<what...>",
    summary: "Look at something closely",
    run: (z, me, { what = "" }) => lookAt(z, me, what),
  },
  {
    name: "exits",
    aliases: ["ex"],
    category: "looking",
    args: "",
    summary: "List the ways out of here",
    run: (z, me) => show(z, me, "room", [exitsLine(z, me.state.room)]),
  },
  {
    name: "map",
    category: "looking",
    args: "",
    summary: "Draw the neighbourhood, or tell it in words",
    run: (z, me) => showMap(z, me),
  },
];
