/** Runs the swarm on the other core and reads its report. */

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SwarmReport } from "../apps/swarm/src/report.ts";
import { SWARM_CORE } from "./server-process.ts";
import type { Server } from "./servers.ts";

const SCRIPT = join(import.meta.dirname, "..", "apps", "swarm", "src", "main.ts");
const COMMON = ["--ramp", "0", "--logins", "8", "--walk", "pace"];

/** A run in which answers were missed is reported all the same; its `ok` says so. */
export const runSwarm = async (server: Server, args: readonly string[]): Promise<SwarmReport> => {
  const directory = mkdtempSync(join(tmpdir(), "ambon-swarm-"));
  const file = join(directory, "report.json");
  const pids = server.processes.map(({ pid }) => pid).join(",");
  const target = ["--telnet-port", String(server.telnetPort), "--pid", pids];
  const argv = ["-c", SWARM_CORE, process.execPath, SCRIPT];
  try {
    await ends(spawn("taskset", [...argv, ...COMMON, ...target, "--report", file, ...args]));
    return JSON.parse(readFileSync(file, "utf8")) as SwarmReport;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

const ends = (child: ReturnType<typeof spawn>): Promise<void> => {
  let told = "";
  child.stdout?.resume();
  child.stderr?.on("data", (bytes) => {
    told = (told + String(bytes)).slice(-2000);
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code === 0 || code === 1) resolve();
      else reject(new Error(`The swarm ended with code ${code}: ${told}`));
    });
  });
};
