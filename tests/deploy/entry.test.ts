// Goal: the container's first process becomes the role, and its health check tells the truth.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { runFile } from "../support/run-program.ts";
import { cleanEnv, ROOT } from "../support/server.ts";

const ENTRY = join(ROOT, "deploy/entry.sh");

/** Runs the entry where `bun` only says how it was called. */
const enter = (role: string, env: Readonly<Record<string, string>> = {}) => {
  const directory = mkdtempSync(join(tmpdir(), "ambon-entry-"));
  try {
    const says = '#!/bin/sh\necho "$@ in $(pwd), region $AMBON_REGION"\n';
    writeFileSync(join(directory, "bun"), says, { mode: 0o755 });
    const path = `${directory}${delimiter}${process.env.PATH}`;
    const args = role === "" ? [ENTRY] : [ENTRY, role];
    const options = {
      cwd: directory,
      encoding: "utf8",
      env: { ...cleanEnv(), ...env, PATH: path },
    };
    const { status, stdout, stderr } = spawnSync("sh", args, options as { encoding: "utf8" });
    return { code: status, out: stdout.trim(), err: stderr.trim() };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

test("[DP3] the first word is the role, and other words are refused with a sentence", () => {
  for (const role of ["standalone", "engine", "gateway", "leasing"]) {
    const main = `apps/${role}/src/main.ts`;
    assert.ok(existsSync(join(ROOT, main)), main);
    assert.deepEqual(enter(role), { code: 0, out: `${main} in ${ROOT}, region`, err: "" });
  }
  for (const wrong of ["", "swarm", "../cli"]) {
    const { code, out, err } = enter(wrong);
    assert.deepEqual([code, out], [2, ""]);
    assert.match(err, /is no role: say standalone, engine, gateway or leasing\.$/);
  }
});

test("[DP3] on Fly the region is the machine's, unless one is set", () => {
  assert.match(enter("gateway", { FLY_REGION: "syd" }).out, /region syd$/);
  assert.match(enter("gateway", { FLY_REGION: "syd", AMBON_REGION: "fra" }).out, /region fra$/);
});

test("[DP4] the health check is good while the admin port says that the process lives", async () => {
  const asked: string[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    asked.push(`${request.url}`);
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? `${address?.port}` : "";
  const check = () =>
    runFile("deploy/health-check.ts", [], ROOT, { env: { AMBON_ADMIN_PORT: port } });
  assert.deepEqual(await check(), { code: 0, out: "", err: "" });
  status = 503;
  const sick = await check();
  assert.deepEqual([sick.code, sick.err], [1, ""]);
  assert.match(sick.out, /healthz answers 503\.$/m);
  await new Promise((resolve) => server.close(resolve));
  const gone = await check();
  assert.equal(gone.code, 1);
  assert.match(gone.out, /healthz does not answer: /);
  assert.deepEqual(asked, ["/healthz", "/healthz"]);
});
