/**
 * `ambon player …`: characters, through the running server's admin port, or in the data directory
 * when no server runs.
 */

import type { Config } from "@ambon/config/load";
import { type StaffOutcome, setStoredStaff } from "@ambon/engine/adapter/stored-staff";
import { YamlStore } from "@ambon/persistence/adapter/yaml-store";
import { adminCall, configOrProblems } from "./admin-client.ts";
import type { CommandIo } from "./command-io.ts";

const USAGE = `Usage: ambon player staff NAME on|off
       ambon player list

Gives or takes the rights of staff, or lists all characters. With a running server the change is
made through its admin port; otherwise in AMBON_DATA_DIR itself.`;

const PAGE = 500;

const withStore = async (
  config: Config,
  use: (store: YamlStore) => Promise<number>,
): Promise<number> => {
  const store = await YamlStore.open({ directory: config.dataDir });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
};

const say = (outcome: StaffOutcome, name: string, on: boolean, io: CommandIo): number => {
  if (outcome.outcome === "done") {
    io.out(on ? `${outcome.name} is staff now.` : `${outcome.name} is no longer staff.`);
    return 0;
  }
  if (outcome.outcome === "missing") {
    io.err(`There is no character called ${name}. Create it by logging in first.`);
  } else if (outcome.outcome === "inWorld") {
    io.err(`${name} is being played by ${outcome.owner}; ask that server instead.`);
  } else io.err(`That could not be stored: ${outcome.reason}`);
  return 1;
};

const staff = async (config: Config, name: string, on: boolean, io: CommandIo): Promise<number> => {
  const answer = await adminCall(config, "/admin/player/staff", { name, staff: on });
  if (answer.outcome === "answered") {
    io.out(String(answer.value.text));
    return 0;
  }
  if (answer.outcome === "refused") {
    io.err(answer.problem);
    return 1;
  }
  return withStore(config, async (store) =>
    say(await setStoredStaff(store, name, on, true), name, on, io),
  );
};

const list = async (config: Config, io: CommandIo): Promise<number> => {
  const answer = await adminCall(config, "/admin/player/list", {});
  if (answer.outcome === "refused") {
    io.err(answer.problem);
    return 1;
  }
  if (answer.outcome === "answered") {
    for (const name of answer.value.names as readonly string[]) io.out(name);
    return 0;
  }
  return withStore(config, async (store) => {
    let after: string | null = null;
    for (;;) {
      const page: Awaited<ReturnType<YamlStore["list"]>> = await store.list("player", after, PAGE);
      for (const row of page) io.out(row.name ?? row.id);
      after = page.at(-1)?.id ?? null;
      if (page.length < PAGE) return 0;
    }
  });
};

/** Exit code 0 = done, 1 = refused, 2 = wrong usage. */
export async function run(args: readonly string[], io: CommandIo): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    io.out(USAGE);
    return 0;
  }
  const config = configOrProblems();
  if (!("adminPort" in config)) {
    for (const problem of config) io.err(problem);
    return 1;
  }
  const [verb, name, state] = args;
  try {
    if (verb === "list" && args.length === 1) return await list(config, io);
    if (verb === "staff" && name !== undefined && (state === "on" || state === "off")) {
      return await staff(config, name, state === "on", io);
    }
  } catch (error) {
    io.err(error instanceof Error ? error.message : String(error));
    return 1;
  }
  io.err(USAGE);
  return 2;
}
