/** Orders of `ambon player` that change a character. */

import { readFileSync } from "node:fs";
import { Argon2Hasher } from "@ambon/accounts/adapter/argon2-hasher";
import { normalPassword, passwordMistake } from "@ambon/accounts/passwords";
import { OperatorError } from "@ambon/kernel/operator-error";
import { readPlayerFile } from "./player-file.ts";
import { confirm, type PlayerVerbSpec, said, type VerbContext } from "./verb.ts";

export const importing: PlayerVerbSpec = {
  usage: "import FILE [--as NAME] [--force] [--kick] [--yes] [--check]",
  help:
    "Makes a character from an exported file. A character of that name is overwritten only with " +
    "--force, and put out first with --kick. The things in it get new ids, for those in the file " +
    "may still exist: an import adds to what is in the world. --check only reads the file.",
  words: 1,
  flags: { as: "value", force: "flag", kick: "flag", yes: "flag", check: "flag" },
  run: async (context, [path = ""]) => {
    const { io, players, flags } = context;
    const read = readPlayerFile(path, readFileSync(path, "utf8"));
    if (!read.ok) {
      for (const line of read.error) io.err(line);
      return 1;
    }
    const { name, state } = read.value.player;
    if (flags.check === true) {
      io.out(`${path} holds ${name}, level ${state.level}, and can be imported.`);
      return 0;
    }
    const target = typeof flags.as === "string" ? flags.as : name;
    const force = flags.force === true;
    if (force) await confirm(context, `${target} will be overwritten, if there is one.`, target);
    const as = typeof flags.as === "string" ? { as: flags.as } : {};
    const order = { file: read.value.value, ...as, force, kick: flags.kick === true };
    io.out((await players.carryOut("import", order)).text);
    if (state.staff) io.out("The file gives the rights of staff.");
    return 0;
  },
};

export const rename: PlayerVerbSpec = {
  usage: "rename NAME NEW [--kick] [--yes]",
  help:
    "Gives a character another name. Who plays is put out first with --kick. Corpses in the " +
    "world and what others ignore keep the old name.",
  words: 2,
  flags: { kick: "flag", yes: "flag" },
  run: async (context, [who = "", to = ""]) => {
    await confirm(context, `${who} will be called ${to}.`);
    const kick = context.flags.kick === true;
    context.io.out((await context.players.carryOut("rename", { who, to, kick })).text);
    return 0;
  },
};

export const deleting: PlayerVerbSpec = {
  usage: "delete NAME [--kick] [--yes]",
  help:
    "Deletes a character with all it has, for good; export it first if you are not sure. Who " +
    "plays is put out first with --kick.",
  words: 1,
  flags: { kick: "flag", yes: "flag" },
  run: async (context, [who = ""]) => {
    const { players, io, flags } = context;
    const shown = await players.carryOut("show", { who });
    await confirm(context, `${said(shown)} will be deleted for good.`, shown.name ?? shown.id);
    io.out((await players.carryOut("delete", { who, kick: flags.kick === true })).text);
    return 0;
  },
};

export const setPassword: PlayerVerbSpec = {
  usage: "set-password NAME [--stdin]",
  help:
    "Sets a new password, asked for twice and not shown, or with --stdin the first line that is " +
    "piped in. A lock after failed logins ends. Who plays goes on: `ambon admin kick` ends that.",
  words: 1,
  flags: { stdin: "flag" },
  run: async (context, [who = ""]) => {
    const shown = await context.players.carryOut("show", { who });
    const password = await newPassword(context, said(shown));
    const hash = await new Argon2Hasher(1).hash(normalPassword(password));
    context.io.out((await context.players.carryOut("password", { who, hash })).text);
    return 0;
  },
};

const newPassword = async ({ terminal, flags }: VerbContext, name: string): Promise<string> => {
  if (flags.stdin === true)
    return checked((await terminal.readAll()).split(/\r?\n/)[0] ?? "", name);
  if (!terminal.isThere) {
    throw new OperatorError("There is no terminal to ask on: pipe the password in, with --stdin.");
  }
  const first = checked(await terminal.askHidden(`New password for ${name}: `), name);
  if (first !== (await terminal.askHidden("Again: "))) {
    throw new OperatorError("The two are not the same. Nothing was changed.");
  }
  return first;
};

const checked = (password: string, name: string): string => {
  const mistake = passwordMistake(password, name);
  if (mistake !== undefined) throw new OperatorError(mistake);
  return password;
};

export const staff: PlayerVerbSpec = {
  usage: "staff NAME on|off",
  help: "Gives or takes the rights of staff, also of a character that plays.",
  words: 2,
  flags: {},
  run: async ({ io, players }, [who = "", state = ""]) => {
    if (state !== "on" && state !== "off") throw new OperatorError("Say on or off.");
    io.out((await players.carryOut("staff", { who, on: state === "on" })).text);
    return 0;
  },
};
