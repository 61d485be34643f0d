/**
 * Where the server's time goes: runs it with the runtime's sampling profiler under the ring's load
 * and prints the functions with the most time of their own, for each process that has work.
 *
 *   bun bench/profile.ts [--bots N] [--secs S] [--think MS] [--top N] [--keep DIRECTORY]
 *                        [--server floor|game|split|engines] [--mix MIX]
 *   bun bench/profile.ts --read FILE     an older profile once more
 */

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { SwarmReport } from "../apps/swarm/src/report.ts";
import { startEngines } from "./engine-servers.ts";
import { HALVES, RING_ROOMS } from "./ring.ts";
import type { RoleName } from "./server-process.ts";
import { SERVER_KINDS, type Server, startServer } from "./servers.ts";
import { runSwarm } from "./swarm-process.ts";
import { figure, tableLines } from "./table.ts";

/** The part of a .cpuprofile (Chrome DevTools format) that is needed. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly children?: readonly number[];
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      readonly lineNumber: number;
    };
  }[];
  /** Microseconds since 1970. */
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const root = join(import.meta.dirname, "..");

type Node = CpuProfile["nodes"][number];
type Times = readonly (readonly [string, number])[];

const IDLE = ["(idle)", "(root)", "(program)"];

/** Milliseconds per `keyOf`, most first. Idle time is left out. */
const timesBy = (profile: CpuProfile, keyOf: (node: Node) => string): Times => {
  const keys = new Map(profile.nodes.map((node) => [node.id, keyOf(node)]));
  const own = new Map<string, number>();
  profile.samples.forEach((id, at) => {
    const key = keys.get(id) ?? "?";
    own.set(key, (own.get(key) ?? 0) + (profile.timeDeltas[at] ?? 0) / 1000);
  });
  for (const idle of IDLE) own.delete(idle);
  return [...own].sort((left, right) => right[1] - left[1]);
};

const pathOf = ({ callFrame: { url } }: Node): string => {
  const path = url.startsWith("file:") ? fileURLToPath(url) : url;
  return path.startsWith("/") ? relative(root, path) : path;
};

const nameOf = (node: Node): string => {
  const { functionName, url, lineNumber } = node.callFrame;
  const name = functionName === "" ? "(anonymous)" : functionName;
  return url === "" ? name : `${name} ${pathOf(node)}:${lineNumber + 1}`;
};

/** The nearest function of this tree that the time was spent for. */
const ownerFinder = (profile: CpuProfile): ((node: Node) => Node) => {
  const parents = new Map<number, Node>();
  for (const node of profile.nodes) {
    for (const child of node.children ?? []) parents.set(child, node);
  }
  return (node) => {
    let owner: Node | undefined = node;
    while (owner !== undefined && !/^(apps|libs|bench)\//.test(pathOf(owner))) {
      owner = parents.get(owner.id);
    }
    return owner ?? node;
  };
};

const packageOf = (node: Node): string => {
  const path = pathOf(node);
  return /^(apps|libs|node_modules)\/(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? "(runtime)";
};

const print = (title: string, times: Times, top: number): void => {
  const total = times.reduce((sum, [, ms]) => sum + ms, 0);
  const rows = times
    .slice(0, top)
    .map(([name, ms]) => [name, figure((100 * ms) / total), figure(ms, 0)]);
  console.log(`\n${title}`);
  for (const line of tableLines([["", "%", "ms"], ...rows])) console.log(line);
};

const show = (profile: CpuProfile, top: number): void => {
  const ownerOf = ownerFinder(profile);
  const named = (node: Node): string => {
    const owner = ownerOf(node);
    return owner === node ? nameOf(node) : `${nameOf(node)}  for ${nameOf(owner)}`;
  };
  print("Own time by function", timesBy(profile, named), top);
  const owners = timesBy(profile, (node) => nameOf(ownerOf(node)));
  print("With what runtime and npm packages did for it, by function of this tree", owners, top);
  print(
    "The same by package",
    timesBy(profile, (node) => packageOf(ownerOf(node))),
    top,
  );
};

const readProfile = (file: string): CpuProfile =>
  JSON.parse(readFileSync(file, "utf8")) as CpuProfile;

type Profiles = readonly (readonly [RoleName, CpuProfile])[];

/** Runs the server under load; answers the profiles of its processes. */
const record = async (
  kind: Server["kind"],
  args: readonly string[],
  keep: string | undefined,
): Promise<Profiles> => {
  const directory = mkdtempSync(join(tmpdir(), "ambon-profile-"));
  try {
    const flags = (role: RoleName): string[] => [
      "--cpu-prof",
      `--cpu-prof-dir=${join(directory, role)}`,
    ];
    const server =
      kind === "engines"
        ? await startEngines(2, HALVES, flags)
        : await startServer(kind, { flags });
    let report: SwarmReport;
    try {
      report = await runSwarm(server, args);
    } finally {
      // The profile is written when the server ends.
      await server.stop();
    }
    const cpuUs = figure(report.server?.cpuUsPerCommand ?? Number.NaN);
    console.log(
      `${report.bots} bots, ${figure(report.commandsPerSec, 0)} commands/s, ${cpuUs} µs CPU per ` +
        "command with the profiler on",
    );
    if (keep !== undefined) cpSync(directory, keep, { recursive: true });
    return server.processes
      .filter(({ role }) => role !== "leasing")
      .map(({ role }) => [role, within(readProfile(profileIn(join(directory, role))), report)]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

/** The part of a profile that falls into the measurement, without start, logins and the end. */
const within = (profile: CpuProfile, { startedMs, measuredSecs }: SwarmReport): CpuProfile => {
  const from = startedMs * 1000;
  const to = from + measuredSecs * 1_000_000;
  const samples: number[] = [];
  const timeDeltas: number[] = [];
  let at = profile.startTime;
  profile.samples.forEach((sample, index) => {
    const delta = profile.timeDeltas[index] ?? 0;
    at += delta;
    if (at < from || at > to) return;
    samples.push(sample);
    timeDeltas.push(delta);
  });
  return { ...profile, samples, timeDeltas };
};

const profileIn = (directory: string): string => {
  const file = readdirSync(directory).find((name) => name.endsWith(".cpuprofile"));
  if (file === undefined) throw new Error("The runtime wrote no profile.");
  return join(directory, file);
};

const main = async (): Promise<void> => {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    options: {
      ...{ bots: text, secs: text, think: text },
      ...{ top: text, keep: text, server: text, mix: text, read: text },
    },
  });
  const args = [
    ...["--bots", values.bots ?? "200", "--think", values.think ?? "0", "--warmup", "2"],
    ...["--secs", values.secs ?? "10", "--spread", String(RING_ROOMS)],
    ...(values.mix === undefined ? [] : ["--mix", values.mix]),
  ];
  const top = Number(values.top ?? 40);
  if (values.read !== undefined) return show(readProfile(values.read), top);
  const kinds = [...SERVER_KINDS, "engines"] as const;
  const kind = kinds.find((one) => one === values.server) ?? "game";
  for (const [role, profile] of await record(kind, args, values.keep)) {
    console.log(`\n${role.toUpperCase()}`);
    show(profile, top);
  }
};

await main();
