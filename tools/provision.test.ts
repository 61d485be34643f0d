// Goal: what is missing is found, installed where that is allowed, else named with its command.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Machine, provision, type Requirement } from "./provision.ts";

const client: Requirement = {
  name: "Client",
  variable: "TEST_CLIENT",
  programs: ["client", "client2"],
  directories: ["/games"],
  debian: "client-package",
  brew: "client-brew",
};

type Told = { readonly calls: string[]; readonly lines: string[] };

function machine(files: Set<string>, changes: Partial<Machine> = {}): Machine & Told {
  const calls: string[] = [];
  const lines: string[] = [];
  const aptGet = (args: readonly string[]): boolean => {
    calls.push(args.join(" "));
    if (args[0] === "install") files.add("/games/client");
    return true;
  };
  const base = {
    env: { PATH: "/a:/b" },
    isExecutable: (path: string) => files.has(path),
    mayInstall: false,
    aptGet,
    isMac: false,
    say: (line: string) => lines.push(line),
  };
  return { ...base, ...changes, calls, lines };
}

test("[TL16] PATH comes before the well-known directories, and a person's choice before both", () => {
  const files = new Set(["/b/client", "/games/client", "/mine"]);
  assert.deepEqual(provision(machine(files), [client]).env, { TEST_CLIENT: "/b/client" });
  files.delete("/b/client");
  assert.deepEqual(provision(machine(files), [client]).env, { TEST_CLIENT: "/games/client" });
  const chosen = machine(files, { env: { PATH: "/a", TEST_CLIENT: "/mine" } });
  assert.deepEqual(provision(chosen, [client]).env, { TEST_CLIENT: "/mine" });
});

test("[TL16] a missing program is installed where that is allowed, and it is said", () => {
  const here = machine(new Set(), { mayInstall: true });
  assert.deepEqual(provision(here, [client]), {
    env: { TEST_CLIENT: "/games/client" },
    problems: [],
  });
  assert.deepEqual(here.calls, ["update", "install -y --no-install-recommends client-package"]);
  assert.match(here.lines.join(), /client-package/);
});

test("[TL16] nothing is installed when nothing is missing", () => {
  const here = machine(new Set(["/a/client2"]), { mayInstall: true });
  assert.deepEqual(provision(here, [client]).env, { TEST_CLIENT: "/a/client2" });
  assert.deepEqual(here.calls, []);
});

test("[TL16] where nothing may be installed the exact command is named", () => {
  const [debian] = provision(machine(new Set()), [client]).problems;
  const command = "sudo apt-get update && sudo apt-get install -y --no-install-recommends";
  assert.ok(debian?.includes(`${command} client-package`), debian);
  const [mac] = provision(machine(new Set(), { isMac: true }), [client]).problems;
  assert.ok(mac?.includes("brew install client-brew"), mac);
});

test("[TL16] a choice that cannot be run is named and not replaced by another", () => {
  const here = machine(new Set(["/a/client"]), {
    env: { PATH: "/a", TEST_CLIENT: "/nowhere" },
    mayInstall: true,
  });
  assert.deepEqual(provision(here, [client]), {
    env: {},
    problems: ["TEST_CLIENT names /nowhere, which cannot be run"],
  });
  assert.deepEqual(here.calls, []);
});
