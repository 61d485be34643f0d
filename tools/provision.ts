/**
 * Finds the programs that tests need and npm does not carry. A missing one is installed as a Debian
 * package where this process may do that (root, apt-get), and is otherwise a failure that names the
 * command to type. Tests get the paths by environment variables.
 */

import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

export type Requirement = {
  readonly name: string;
  /** Set by a person: use this one. Set for the tests: here it is. */
  readonly variable: string;
  /** Names of the program, best first. */
  readonly programs: readonly string[];
  /** Directories beyond PATH where it may live. */
  readonly directories: readonly string[];
  /** Its package in Debian and in Homebrew. */
  readonly debian: string;
  readonly brew: string;
};

const usual = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"];

/** What the tests need. A new row is all that a further program takes. */
export const requirements: readonly Requirement[] = [
  {
    name: "Chromium",
    variable: "AMBON_TEST_CHROMIUM",
    programs: ["chromium", "chromium-browser", "google-chrome", "Google Chrome"],
    directories: [...usual, "/Applications/Google Chrome.app/Contents/MacOS"],
    debian: "chromium",
    brew: "--cask google-chrome",
  },
  {
    name: "TinTin++",
    variable: "AMBON_TEST_TINTIN",
    programs: ["tt++"],
    directories: ["/usr/games", ...usual],
    debian: "tintin++",
    brew: "tintin",
  },
  {
    name: "TinyFugue",
    variable: "AMBON_TEST_TF5",
    programs: ["tf5", "tf"],
    directories: ["/usr/games", ...usual],
    debian: "tf5",
    brew: "tinyfugue",
  },
  {
    name: "tmux",
    variable: "AMBON_TEST_TMUX",
    programs: ["tmux"],
    directories: usual,
    debian: "tmux",
    brew: "tmux",
  },
  {
    name: "HAProxy",
    variable: "AMBON_TEST_HAPROXY",
    programs: ["haproxy"],
    directories: ["/usr/sbin", "/usr/local/sbin", ...usual],
    debian: "haproxy",
    brew: "haproxy",
  },
  {
    name: "Redis",
    variable: "AMBON_TEST_REDIS",
    programs: ["redis-server"],
    directories: usual,
    debian: "redis-server",
    brew: "redis",
  },
  {
    name: "Postgres",
    variable: "AMBON_TEST_POSTGRES",
    programs: ["postgres"],
    // Debian keeps the server off PATH, in a directory per version.
    directories: ["/usr/lib/postgresql/15/bin", "/usr/lib/postgresql/17/bin", ...usual],
    debian: "postgresql",
    brew: "postgresql@15",
  },
  {
    name: "OpenSSL",
    variable: "AMBON_TEST_OPENSSL",
    programs: ["openssl"],
    directories: usual,
    debian: "openssl",
    brew: "openssl",
  },
];

/** The parts of the machine that provisioning looks at and acts on. */
export type Machine = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isExecutable: (path: string) => boolean;
  readonly mayInstall: boolean;
  /** Runs apt-get with these arguments; true when it succeeded. */
  readonly aptGet: (args: readonly string[]) => boolean;
  readonly isMac: boolean;
  readonly say: (line: string) => void;
};

export type Provisioned = {
  /** Variable to path, for the environment of the tests. */
  readonly env: Readonly<Record<string, string>>;
  /** One sentence for each program that is still missing. */
  readonly problems: readonly string[];
};

/** Finds or installs everything in `wanted`. */
export function provision(machine: Machine, wanted = requirements): Provisioned {
  const missing = wanted.filter((row) => find(machine, row) === undefined && !isSet(machine, row));
  if (missing.length > 0 && machine.mayInstall) install(machine, missing);
  const env: Record<string, string> = {};
  const problems: string[] = [];
  for (const row of wanted) {
    const path = find(machine, row);
    if (path === undefined) problems.push(problemWith(machine, row));
    else env[row.variable] = path;
  }
  return { env, problems };
}

function isSet(machine: Machine, row: Requirement): boolean {
  return (machine.env[row.variable] ?? "") !== "";
}

function find(machine: Machine, row: Requirement): string | undefined {
  const named = machine.env[row.variable] ?? "";
  if (named !== "") return machine.isExecutable(named) ? named : undefined;
  const onPath = (machine.env.PATH ?? "").split(delimiter).filter((path) => path !== "");
  const candidates = row.programs.flatMap((program) =>
    [...onPath, ...row.directories].map((directory) => join(directory, program)),
  );
  return candidates.find(machine.isExecutable);
}

function install(machine: Machine, missing: readonly Requirement[]): void {
  const packages = missing.map((row) => row.debian);
  machine.say(`installing the Debian packages ${packages.join(", ")} (needed by the tests)`);
  if (!machine.aptGet(["update"])) machine.say("apt-get update failed; trying with what is known");
  machine.aptGet(["install", "-y", "--no-install-recommends", ...packages]);
}

function problemWith(machine: Machine, row: Requirement): string {
  if (isSet(machine, row)) {
    return `${row.variable} names ${machine.env[row.variable]}, which cannot be run`;
  }
  const command = machine.isMac
    ? `brew install ${row.brew}`
    : `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${row.debian}`;
  return `${row.name} is missing. Type: ${command} (or set ${row.variable} to its path)`;
}

/** This machine. */
export function thisMachine(say: (line: string) => void): Machine {
  return {
    env: process.env,
    isExecutable,
    mayInstall: process.getuid?.() === 0 && existsSync("/usr/bin/apt-get"),
    aptGet: (args) =>
      spawnSync("apt-get", ["-q", ...args], {
        stdio: ["ignore", "ignore", "inherit"],
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      }).status === 0,
    isMac: process.platform === "darwin",
    say,
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not there or not ours to run: both mean "look elsewhere".
    return false;
  }
}

if (import.meta.main) {
  const { env, problems } = provision(thisMachine((line) => console.error(line)));
  for (const [variable, path] of Object.entries(env)) console.log(`${variable}=${path}`);
  for (const problem of problems) console.error(problem);
  process.exit(problems.length === 0 ? 0 : 1);
}
