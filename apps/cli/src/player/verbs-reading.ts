/** Orders of `ambon player` that change nothing. */

import { existsSync, writeFileSync } from "node:fs";
import { LIST_MAX, type ShownPlayer } from "@ambon/engine/player-orders";
import { OperatorError } from "@ambon/kernel/operator-error";
import { exportText } from "./player-file.ts";
import { type PlayerVerbSpec, said } from "./verb.ts";

const PRIVATE_FILE = 0o600;
const JSON_INDENT = 2;

export const list: PlayerVerbSpec = {
  usage: "list [--json]",
  help: "Names of all characters, in the order of their ids. --json: one object a line.",
  words: 0,
  flags: { json: "flag" },
  run: async ({ io, players, flags }) => {
    let after: string | undefined;
    for (;;) {
      const from = after === undefined ? {} : { after };
      const page = (await players.carryOut("list", { ...from, limit: LIST_MAX })).players;
      for (const one of page) io.out(flags.json === true ? JSON.stringify(one) : said(one));
      after = page.at(-1)?.id;
      if (page.length < LIST_MAX) return 0;
    }
  },
};

export const show: PlayerVerbSpec = {
  usage: "show NAME [--json]",
  help: "What is stored of one character: of one that plays, up to two seconds ago.",
  words: 1,
  flags: { json: "flag" },
  run: async ({ io, players, flags }, [who = ""]) => {
    const shown = await players.carryOut("show", { who });
    if (flags.json === true) io.out(JSON.stringify(shown, null, JSON_INDENT));
    else for (const line of linesOf(shown)) io.out(line);
    return shown.problem === null ? 0 : 1;
  },
};

const linesOf = (shown: ShownPlayer): readonly string[] => {
  const { owner, problem, lockedUntilMs } = shown;
  const playing = owner === null ? "nobody plays" : `played on ${owner}`;
  const lines = [`${said(shown)}, id ${shown.id}: ${playing}`];
  if (problem !== null) return [...lines, `The row cannot be read: ${problem}.`];
  lines.push(
    `${shown.race} ${shown.class}, level ${shown.level}, in ${shown.room}` +
      (shown.staff ? ", staff" : ""),
    `${shown.gold} gold, ${shown.bankGold} in the bank, ${shown.things} things`,
    `version ${shown.version}, epoch ${shown.epoch}`,
  );
  if (lockedUntilMs > Date.now()) {
    lines.push(`locked until ${new Date(lockedUntilMs).toISOString()} after failed logins`);
  }
  return lines;
};

export const exporting: PlayerVerbSpec = {
  usage: "export NAME [--to FILE] [--json] [--with-password] [--force]",
  help:
    "Writes a character as a file that import reads, YAML or JSON; without --to on the screen. " +
    "--with-password adds the password's hash: keep such a file private. --force overwrites FILE.",
  words: 1,
  flags: { to: "value", json: "flag", "with-password": "flag", force: "flag" },
  run: async ({ io, players, flags }, [who = ""]) => {
    const { to } = flags;
    if (typeof to === "string" && flags.force !== true && existsSync(to)) {
      throw new OperatorError(`${to} is there already. Add --force to overwrite it.`);
    }
    const password = flags["with-password"] === true;
    const file = await players.carryOut("export", { who, password });
    const isJson = flags.json === true || (typeof to === "string" && to.endsWith(".json"));
    const text = exportText(file, isJson);
    if (typeof to === "string") {
      writeFileSync(to, text, { mode: PRIVATE_FILE });
      io.out(`${file.name} was written to ${to}.`);
    } else io.out(text.trimEnd());
    return 0;
  },
};
