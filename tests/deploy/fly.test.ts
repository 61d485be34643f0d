// Goal: fly.toml fits the image and the server: process groups, ports, addresses, times.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { loadConfig } from "@ambon/config/load";
import { STOP_MS } from "@ambon/engine/adapter/engine-host";
import { parse } from "smol-toml";
import { ROOT } from "../support/server.ts";

interface Service {
  readonly processes: readonly string[];
  readonly protocol: string;
  readonly internal_port: number;
  readonly auto_stop_machines: string;
  readonly ports: readonly {
    readonly port: number;
    readonly handlers: readonly string[];
    readonly proxy_proto_options?: { readonly version: string };
  }[];
  readonly tcp_checks?: readonly object[];
  readonly http_checks?: readonly { readonly path: string }[];
}

interface ForProcesses {
  readonly processes: readonly string[];
}

interface Fly {
  readonly app: string;
  readonly primary_region: string;
  readonly kill_signal: string;
  readonly kill_timeout: number;
  readonly build: { readonly dockerfile: string };
  readonly deploy: { readonly strategy: string };
  readonly processes: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly (ForProcesses & { readonly destination: string })[];
  readonly services: readonly Service[];
  readonly checks: Readonly<Record<string, ForProcesses & { port: number; path: string }>>;
  readonly restart: readonly (ForProcesses & { readonly policy: string })[];
  readonly vm: readonly (ForProcesses & { readonly size: string; readonly memory: string })[];
  readonly metrics: readonly (ForProcesses & { readonly port: number; readonly path: string })[];
}

const text = readFileSync(join(ROOT, "fly.toml"), "utf8");
/** Through JSON, because the parser's objects have no prototype. */
const fly = JSON.parse(JSON.stringify(parse(text))) as Fly;
const GROUPS = ["gateway", "engine", "leasing"];
const FLY_KILL_MAX_S = 300;
const DRAIN_SPARE_MS = 20_000;

const config = () => {
  const env = { ...fly.env, AMBON_SECRET: "0123456789abcdef" };
  const result = loadConfig({ env, file: undefined, fileName: "ambon.yaml" });
  assert.ok(result.ok, result.ok ? "" : result.error.join(" "));
  return result.value;
};

const serviceAt = (port: number): Service => {
  const found = fly.services.filter(({ internal_port }) => internal_port === port);
  assert.equal(found.length, 1, `${port}`);
  const [service] = found;
  assert.ok(service !== undefined);
  return service;
};

test("[DP9] the groups are roles of the image, and each has a machine, a check, metrics and a restart", () => {
  assert.ok(existsSync(join(ROOT, fly.build.dockerfile)));
  assert.deepEqual(Object.keys(fly.processes).sort(), [...GROUPS].sort());
  for (const [group, role] of Object.entries(fly.processes)) {
    assert.equal(role, group);
    assert.ok(existsSync(join(ROOT, `apps/${role}/src/main.ts`)), role);
    assert.equal(fly.vm.filter(({ processes }) => processes.includes(group)).length, 1, group);
  }
  for (const { size, memory } of fly.vm) {
    assert.match(size, /^(shared-cpu|performance)-\dx$/);
    assert.match(memory, /^\d+(mb|gb)$/);
  }
  for (const part of [...Object.values(fly.checks), ...fly.restart, ...fly.metrics]) {
    assert.deepEqual(part.processes, GROUPS);
  }
  assert.deepEqual(fly.restart[0]?.policy, "always");
});

test("[DP9] the settings are known, and no secret is among them", () => {
  assert.equal(config().telnetPort, 4000);
  assert.ok(!Object.keys(fly.env).some((key) => key.includes("SECRET")));
  assert.match(fly.env.AMBON_HOST ?? "", /^::$/);
});

test("[DP9] the link goes over the private network, to the process groups of this app", () => {
  const [id, engine = ""] = (fly.env.AMBON_ENGINES ?? "").split("=");
  assert.equal(id, config().engineId);
  for (const [address, group] of [
    [engine, "engine"],
    [fly.env.AMBON_LEASING_URL ?? "", "leasing"],
  ] as const) {
    const { protocol, hostname, port } = new URL(address);
    assert.deepEqual([protocol, port], ["http:", fly.env.AMBON_LINK_PORT]);
    assert.equal(hostname, `${group}.process.${fly.app}.internal`);
  }
  const open = fly.services.map(({ internal_port }) => `${internal_port}`);
  assert.ok(!open.includes(fly.env.AMBON_LINK_PORT ?? ""));
  assert.ok(!open.includes(fly.env.AMBON_ADMIN_PORT ?? ""));
});

test("[DP9] telnet is raw TCP with the PROXY header that the gateway requires; the web ends TLS", () => {
  const { telnetPort, webPort, proxy, forwarded } = config();
  const telnet = serviceAt(telnetPort);
  assert.deepEqual(
    telnet.ports.map(({ handlers, proxy_proto_options }) => [handlers, proxy_proto_options]),
    [[["proxy_proto"], { version: "v2" }]],
  );
  assert.ok(proxy !== undefined);
  assert.equal(telnet.tcp_checks?.length, 1);
  const web = serviceAt(webPort);
  assert.deepEqual(
    web.ports.map(({ port, handlers }) => [port, handlers]),
    [
      [80, ["http"]],
      [443, ["tls", "http"]],
    ],
  );
  assert.equal(web.http_checks?.[0]?.path, "/");
  assert.equal(forwarded?.header, "fly-client-ip");
  for (const service of fly.services) {
    assert.deepEqual(service.processes, ["gateway"]);
    assert.equal(service.protocol, "tcp");
    assert.equal(service.auto_stop_machines, "off");
  }
});

test("[DP9] checks and metrics ask the admin port", () => {
  const { adminPort } = config();
  for (const { port, path } of Object.values(fly.checks)) {
    assert.deepEqual([port, path], [adminPort, "/readyz"]);
  }
  for (const { port, path } of fly.metrics) assert.deepEqual([port, path], [adminPort, "/metrics"]);
});

test("[DP9] the drain has its time, a signal that starts it, and a volume that is never shared", () => {
  assert.equal(fly.kill_signal, "SIGTERM");
  assert.ok(fly.kill_timeout * 1000 >= STOP_MS + DRAIN_SPARE_MS);
  assert.ok(fly.kill_timeout <= FLY_KILL_MAX_S);
  const [mount, ...more] = fly.mounts;
  assert.deepEqual(
    [mount?.destination, mount?.processes, more],
    ["/data", ["engine", "leasing"], []],
  );
  // With a volume there cannot be a second machine beside the one that is replaced.
  assert.equal(fly.deploy.strategy, "rolling");
});
