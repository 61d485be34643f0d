/**
 * The dependency rule of the design, section 4, as a table: which lib may import which, who may
 * import an app, and which npm packages a lib's core may use.
 */

import { posix } from "node:path";
import { isCore, isTestSide, type SourceFile } from "./files.ts";
import type { Finding } from "./finding.ts";
import { type Import, importsOf, resolveImport } from "./imports.ts";

const shared = ["kernel", "markup", "data", "world", "game", "wire", "bus", "journal"];

/** For each lib the only other libs that it may import. "any" is for the simulator. */
export const allowedLibs: Readonly<Record<string, readonly string[] | "any">> = {
  kernel: [],
  markup: ["kernel"],
  data: ["kernel"],
  world: ["kernel", "markup"],
  game: ["kernel", "markup", "data", "world"],
  telnet: ["kernel", "data"],
  wire: ["kernel"],
  bus: ["kernel", "wire"],
  journal: ["kernel", "wire"],
  persistence: ["kernel"],
  coordination: ["kernel", "wire"],
  accounts: ["kernel", "wire", "persistence"],
  session: ["kernel", "markup", "data", "telnet", "bus", "wire"],
  engine: [...shared, "persistence", "coordination", "accounts"],
  config: ["kernel"],
  telemetry: ["kernel"],
  // Not in the design: what all roles share as processes. Apps may not import each other for it.
  process: ["kernel", "config", "telemetry"],
  sim: "any",
  testing: ["kernel"],
};

/** Real servers and faults for tests: every test-side file may use it, and nothing else. */
const libForTests = "testing";
/** Written as a core, for it must be repeatable; serves tests all the same, and uses theirs. */
const simulator = "libs/sim/";

const servesTests = (path: string): boolean => isTestSide(path) || path.startsWith(simulator);

/** npm packages that are pure enough for the core of a lib. */
export const allowedPackages: Readonly<Record<string, readonly string[]>> = {
  markup: ["fast-string-width"],
  world: ["yaml"],
  wire: ["@bufbuild/protobuf"],
  bus: ["@bufbuild/protobuf"],
  journal: ["@bufbuild/protobuf"],
  coordination: ["@bufbuild/protobuf"],
  accounts: ["@bufbuild/protobuf"],
};

/**
 * Which apps an app may import: the CLI starts them all; standalone is the roles in one process;
 * the browser client is no role but a bundle, and the gateway serves it (DESIGN §8).
 */
const appsImportedBy: Readonly<Record<string, readonly string[] | "any">> = {
  cli: "any",
  standalone: ["engine", "gateway", "leasing", "web"],
  gateway: ["web"],
};

/** All breaches of the rule in `files`. */
export function dependencyFindings(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) =>
    importsOf(file).flatMap((found) => {
      const problem = breach(file, found);
      return problem === undefined ? [] : [{ path: file.path, line: found.line, ...problem }];
    }),
  );
}

type Problem = { readonly what: string; readonly instead: string };

function breach(file: SourceFile, found: Import): Problem | undefined {
  const home = /^(libs|apps)\/([^/]+)\//.exec(file.path);
  const { specifier } = found;
  const target = resolveImport(file.path, specifier);
  if (target === undefined)
    return home?.[1] === "libs" ? packageBreach(file, specifier) : undefined;
  if (!servesTests(file.path) && servesTests(target)) {
    return {
      what: `product code imports the test file ${specifier}`,
      instead: "move what both need into a product file",
    };
  }
  const there = /^(libs|apps)\/([^/]+)\//.exec(target);
  if (home === null) return undefined;
  if (there === null) return leaving(specifier);
  if (there[0] === home[0]) return undefined;
  if (specifier.startsWith(".")) return leaving(specifier);
  // Product code was refused above: everything in that lib is test-side.
  if (there[1] === "libs" && there[2] === libForTests) return undefined;
  return betweenPackages(home, there);
}

function leaving(specifier: string): Problem {
  return {
    what: `the relative import ${specifier} leaves its package`,
    instead: "import another lib as @ambon/<lib>/<file>",
  };
}

function betweenPackages(home: RegExpExecArray, there: RegExpExecArray): Problem | undefined {
  const from = `${home[2]}`;
  const to = `${there[2]}`;
  if (there[1] === "apps") {
    const importable = home[1] === "apps" ? (appsImportedBy[from] ?? []) : [];
    if (importable === "any" || importable.includes(to)) return undefined;
    return {
      what: `${home[1]}/${from} imports the app ${to}`,
      instead:
        "the table in tools/tidy/dependency-rule.ts says who may; move the shared part into a lib",
    };
  }
  if (home[1] === "apps") return undefined;
  const allowed = allowedLibs[from];
  if (allowed === undefined) {
    return {
      what: `the lib ${from} is not in the dependency table`,
      instead: "add it to tools/tidy/dependency-rule.ts as the design says",
    };
  }
  if (allowed === "any" || allowed.includes(to)) return undefined;
  const list = allowed.length === 0 ? "no other lib" : `only ${allowed.join(", ")}`;
  return {
    what: `${from} imports ${to}`,
    instead: `${from} may import ${list}; inject what it needs as a port`,
  };
}

function packageBreach(file: SourceFile, specifier: string): Problem | undefined {
  if (!isCore(file.path) || /^(node|bun|deno|npm|jsr):/.test(specifier)) return undefined;
  const lib = posix.dirname(file.path).split("/")[1] ?? "";
  const name = specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
  if (allowedPackages[lib]?.includes(name)) return undefined;
  return {
    what: `the core of ${lib} imports the package ${name}`,
    instead: `use it in libs/${lib}/src/adapter/, or allow it in tools/tidy/dependency-rule.ts`,
  };
}
