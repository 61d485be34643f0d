// Brings node_modules up to date before anything runs. Plain JavaScript without any dependency,
// for Node >= 20 or a bare Bun on a machine where nothing of this project is installed yet.
//
// Protocol: the hash of bun.lock is kept in a stamp inside node_modules. Same hash and a bun that
// is there: nothing to do. Otherwise `bun install --frozen-lockfile` with the bun that package.json
// pins, and the stamp is written only after it succeeded, so that a broken install is repeated.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const NODE_MAJOR_MIN = 20;

/** Root of the checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const onWindows = process.platform === "win32";
const stampFile = join(root, "node_modules", ".ambon-installed");

/** Path of the pinned bun once it is installed. */
export const pinnedBun = join(root, "node_modules", ".bin", onWindows ? "bun.exe" : "bun");

/** Prints one line for the person who waits. stderr, so that a program's stdout stays its own. */
export function say(text) {
  process.stderr.write(`ambon: ${text}\n`);
}

/** Says why it cannot go on and ends the process. */
export function giveUp(text) {
  say(text);
  process.exit(1);
}

/** Installs what is missing or out of date; returns when node_modules fits bun.lock. */
export function ensureInstalled() {
  refuseOldNode();
  const wanted = lockHash();
  if (existsSync(pinnedBun) && readStamp() === wanted) return;
  const version = pinnedBunVersion();
  say(
    existsSync(stampFile)
      ? "the dependencies are older than bun.lock: updating them"
      : `installing the dependencies into node_modules with bun ${version} (once, about 700 MB)`,
  );
  const startedMs = Date.now();
  rmSync(stampFile, { force: true });
  for (const installer of installers(version)) {
    if (!runInstall(installer, version)) continue;
    if (!existsSync(pinnedBun)) giveUp(`the install left no ${pinnedBun}`);
    writeFileSync(stampFile, wanted);
    say(`dependencies are ready (${Math.round((Date.now() - startedMs) / 1000)} s)`);
    return;
  }
  giveUp(
    "the dependencies could not be installed (see above). Usual reasons: no network, a proxy " +
      "that npm is not told about, a full disk. Mend it and run the same command again.",
  );
}

function refuseOldNode() {
  if (process.versions.bun) return;
  const major = Number(process.versions.node.split(".")[0]);
  if (major >= NODE_MAJOR_MIN) return;
  giveUp(
    `this is Node ${process.versions.node}, which is too old: install Node 20 or newer, or Bun`,
  );
}

function lockHash() {
  return createHash("sha256")
    .update(readFileSync(join(root, "bun.lock")))
    .digest("hex");
}

function readStamp() {
  return existsSync(stampFile) ? readFileSync(stampFile, "utf8") : "";
}

function pinnedBunVersion() {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8")).devDependencies.bun;
}

/** Ways to get a bun that can install, best first. */
function installers(version) {
  if (process.versions.bun) return [{ command: process.execPath, args: [] }];
  const list = [];
  if (existsSync(pinnedBun)) list.push({ command: pinnedBun, args: [] });
  list.push({ command: onWindows ? "npx.cmd" : "npx", args: ["--yes", `bun@${version}`] });
  // npm 12 runs no install script that is not allowed, and bun's package links its binary in one.
  // The platform package holds the binary itself and needs no script.
  const os = onWindows ? "windows" : process.platform;
  const arch = process.arch === "arm64" ? "aarch64" : process.arch;
  const platform = `@oven/bun-${os}-${arch}@${version}`;
  list.push({ command: onWindows ? "npx.cmd" : "npx", args: ["--yes", "-p", platform, "bun"] });
  return list;
}

function runInstall(installer, version) {
  const args = [...installer.args, "install", "--frozen-lockfile"];
  const result = spawnSync(installer.command, args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: onWindows,
  });
  if (result.error?.code === "ENOENT") {
    giveUp(
      `${installer.command} was not found. Node comes with npm and npx; install them, or install ` +
        `bun ${version} and run the command again with bun instead of npm`,
    );
  }
  if (result.status === 0) return true;
  say(`failed (${result.signal ?? result.status}): ${[installer.command, ...args].join(" ")}`);
  return false;
}
