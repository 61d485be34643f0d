/** Configuration: what operators write, and what they are told about mistakes. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { configurationMarkdown } from "./docs.ts";
import { loadConfig } from "./load.ts";

const load = (env: Record<string, string>, file?: Record<string, unknown>) =>
  loadConfig({ env, file, fileName: "ambon.yaml" });

const problemsOf = (env: Record<string, string>, file?: Record<string, unknown>) => {
  const result = load(env, file);
  assert.equal(result.ok, false);
  return result.ok ? [] : result.error;
};

test("[CF1] without any setting the documented defaults hold", () => {
  const result = load({});
  assert(result.ok);
  assert.equal(result.value.telnetPort, 4000);
  assert.equal(result.value.webPort, 8080);
  assert.equal(result.value.adminPort, 9090);
  assert.equal(result.value.adminHost, "127.0.0.1");
  assert.equal(result.value.dataDir, "./data");
  assert.equal(result.value.limits.CONNECTIONS_PER_IP, 30);
});

test("[CF2] the environment wins over the file", () => {
  const result = load({ AMBON_TELNET_PORT: "0" }, { telnet_port: 4444, web_port: 8888 });
  assert(result.ok);
  assert.equal(result.value.telnetPort, 0);
  assert.equal(result.value.webPort, 8888);
});

test("[CF3] unknown keys refuse to start, with a suggestion", () => {
  assert.deepEqual(problemsOf({ AMBON_TELNET_PROT: "1" }), [
    "AMBON_TELNET_PROT is not a setting. Did you mean AMBON_TELNET_PORT?",
  ]);
  assert.deepEqual(problemsOf({}, { web_prt: 1 }), [
    "ambon.yaml: web_prt is not a setting. Did you mean web_port?",
  ]);
});

test("[CF4] nonsense values refuse to start, naming key, value and what is allowed", () => {
  assert.deepEqual(problemsOf({ AMBON_WEB_PORT: "70000", AMBON_REGISTRY: "etcd" }), [
    'AMBON_WEB_PORT is "70000", but must be a port from 0 (any) to 65535.',
    'AMBON_REGISTRY is "etcd", but must be one of static, redis.',
  ]);
  assert.match(problemsOf({ AMBON_LIMITS_CONNECTIONS: "-1" })[0] ?? "", /whole number from 1/);
});

test("[CF5] a secret is never shown in a message", () => {
  const [problem = ""] = problemsOf({ AMBON_SECRET: "hunter2" });
  assert.match(problem, /at least 16 characters/);
  assert.doesNotMatch(problem, /hunter2/);
});

test("[CF6] limits are overridden one by one", () => {
  const result = load({ AMBON_LIMITS_LINES_PER_SECOND: "0" });
  assert(result.ok);
  assert.equal(result.value.limits.LINES_PER_SECOND, 0);
  assert.equal(result.value.limits.CONNECTIONS, 10_000);
});

test("[CF7] certificate and key go together", () => {
  assert.match(problemsOf({ AMBON_TLS_CERT: "a.pem" })[0] ?? "", /set both or neither/);
});

test("[CF8] docs/configuration.md is what the table says", () => {
  const page = new URL("../../../docs/configuration.md", import.meta.url);
  assert.equal(readFileSync(page, "utf8"), configurationMarkdown());
});
