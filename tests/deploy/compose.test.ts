// Goal: what compose.yaml starts fits together and fits the server: settings, names, ports, times.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Config, loadConfig } from "@ambon/config/load";
import { STOP_MS } from "@ambon/engine/adapter/engine-host";
import { contains, type IpAddress, type IpBlock, parseIp } from "@ambon/kernel/ip-address";
import {
  type ComposeFile,
  type ComposeService,
  composeFile,
  composeText,
  MissingVariable,
  networksOf,
} from "../support/compose-file.ts";
import { deployedConfig } from "../support/deployed-haproxy.ts";
import { ROOT } from "../support/server.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const file: ComposeFile = composeFile({ AMBON_SECRET: SECRET });
const GATEWAYS = ["gateway-1", "gateway-2"];
const ROLES = [...GATEWAYS, "engine", "leasing"];
const DRAIN_SPARE_MS = 20_000;

const service = (name: string): ComposeService => {
  const found = file.services[name];
  assert.ok(found !== undefined, `no service ${name}`);
  return found;
};

const envOf = (name: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(service(name).environment ?? {}).map(([key, value]) => [
      key,
      String(value ?? ""),
    ]),
  );

const configOf = (name: string): Config => {
  const result = loadConfig({ env: envOf(name), file: undefined, fileName: "ambon.yaml" });
  assert.ok(result.ok, `${name}: ${result.ok ? "" : result.error.join(" ")}`);
  return result.value;
};

const share = (one: string, other: string): boolean =>
  networksOf(service(one)).some((network) => networksOf(service(other)).includes(network));

/** Whether one address is trusted, and it is this one. */
const isOnly = (trusted: readonly IpBlock[] = [], own: IpAddress | undefined): boolean => {
  const [block, ...more] = trusted;
  if (block === undefined || own === undefined || more.length > 0) return false;
  return block.prefix === 32 && contains(block, own);
};

test("[DP5] it is HAProxy, two gateways, an engine, leasing and Redis, all of one image but two", () => {
  assert.deepEqual(Object.keys(file.services).sort(), [...ROLES, "haproxy", "redis"].sort());
  for (const name of ROLES) {
    const { image, build, command } = service(name);
    assert.equal(image, "ambonmud:local");
    assert.ok(existsSync(join(ROOT, "deploy", build?.context ?? "", build?.dockerfile ?? "")));
    assert.deepEqual(command, [name.replace(/-\d$/, "")]);
    assert.ok(existsSync(join(ROOT, `apps/${command?.[0]}/src/main.ts`)), name);
  }
  const tagged = composeFile({ AMBON_SECRET: SECRET, IMAGE_TAG: "v7" });
  assert.equal(tagged.services.engine?.image, "ambonmud:v7");
});

test("[DP5] every role starts with its settings: each key is known and each value makes sense", () => {
  for (const name of ROLES) {
    const keys = Object.keys(envOf(name));
    assert.ok(
      keys.every((key) => key.startsWith("AMBON_")),
      name,
    );
    const { secret, acceptedSecrets } = configOf(name);
    assert.deepEqual([secret, acceptedSecrets], [SECRET, []]);
  }
});

test("[DP6] without a secret nothing starts, and none is in the repository", () => {
  for (const env of [{}, { AMBON_SECRET: "" }]) {
    assert.throws(
      () => composeFile(env),
      (error) => {
        assert.ok(error instanceof MissingVariable);
        assert.match(error.message, /^AMBON_SECRET: set it in deploy\/\.env/);
        return true;
      },
    );
  }
  const example = readFileSync(join(ROOT, "deploy/env.example"), "utf8");
  assert.match(example, /^AMBON_SECRET=$/m);
  assert.match(example, /^AMBON_SECRET_ACCEPTED=$/m);
  assert.match(readFileSync(join(ROOT, ".gitignore"), "utf8"), /^\/deploy\/\.env$/m);
  assert.doesNotMatch(composeText(), /SECRET: (?!\$\{)/);
});

test("[DP7] gateways find engine and leasing by names and ports that are these services'", () => {
  for (const name of GATEWAYS) {
    const { AMBON_ENGINES = "", AMBON_LEASING_URL = "", AMBON_GATEWAY_ID } = envOf(name);
    assert.equal(AMBON_GATEWAY_ID, name);
    const [id = "", url = ""] = AMBON_ENGINES.split("=");
    assert.equal(id, configOf("engine").engineId);
    for (const [address, target] of [
      [url, "engine"],
      [AMBON_LEASING_URL, "leasing"],
    ] as const) {
      const { protocol, hostname, port } = new URL(address);
      assert.deepEqual([protocol, hostname], ["http:", target]);
      assert.equal(port, envOf(target).AMBON_LINK_PORT);
      assert.ok(share(name, target));
    }
  }
  assert.equal(envOf("engine").AMBON_ADVERTISE_URL, "http://engine:5000");
  const redis = new URL(envOf("leasing").AMBON_REDIS_URL ?? "");
  assert.equal(redis.hostname, "redis");
  assert.ok(share("leasing", "redis"));
});

test("[DP7] HAProxy's servers are the gateways and their ports, and they believe it alone", () => {
  const servers = [...deployedConfig().matchAll(/^ {2}server (\S+) (\S+):(\d+)(.*)$/gm)];
  const backends = [...deployedConfig().matchAll(/^backend \S+$/gm)].length;
  assert.equal(servers.length, backends * GATEWAYS.length);
  for (const [, label = "", host = "", port, how = ""] of servers) {
    assert.equal(label, host);
    assert.ok(GATEWAYS.includes(host), host);
    const { telnetPort, webPort, adminPort, adminHost } = configOf(host);
    const isTelnet = Number(port) === telnetPort;
    assert.ok(isTelnet || Number(port) === webPort, port);
    assert.equal(how.includes("send-proxy-v2"), isTelnet);
    const checked = / port (\d+)/.exec(how)?.[1];
    assert.ok(checked === undefined || Number(checked) === adminPort);
    assert.equal(adminHost, "0.0.0.0");
    assert.ok(share("haproxy", host));
  }
  const networks = service("haproxy").networks as Readonly<
    Record<string, { readonly ipv4_address?: string }>
  >;
  const own = parseIp(networks.edge?.ipv4_address ?? "");
  for (const name of GATEWAYS) {
    const { proxy, forwarded } = configOf(name);
    assert.ok(isOnly(proxy?.trusted, own) && isOnly(forwarded?.trusted, own), name);
  }
});

test("[DP7] players reach HAProxy's ports and nothing else", () => {
  const bound = [...deployedConfig().matchAll(/^ {2}bind :(\d+)$/gm)].map(([, port]) => port);
  const published = service("haproxy").ports?.map((one) => one.split(":")) ?? [];
  assert.deepEqual(
    published.map(([, inside]) => inside),
    ["4000", "8080"],
  );
  for (const [, inside] of published) assert.ok(bound.includes(inside), inside);
  for (const [name, { ports }] of Object.entries(file.services)) {
    if (name !== "haproxy") assert.equal(ports, undefined, name);
  }
  assert.deepEqual(file.networks.core, { internal: true });
  for (const name of ["engine", "leasing", "redis"]) {
    assert.deepEqual(networksOf(service(name)), ["core"]);
  }
});

test("[DP8] what is kept has a volume, what ends is started again, and no drain is cut off", () => {
  const kept = { engine: "world:/data", leasing: "leasing:/data", redis: "redis:/data" };
  for (const [name, volume] of Object.entries(kept)) {
    assert.deepEqual(service(name).volumes, [volume]);
    assert.ok(`${volume.split(":")[0]}` in file.volumes);
  }
  assert.match(service("redis").image, /^redis:\d/);
  assert.ok(service("redis").healthcheck !== undefined);
  assert.match(service("haproxy").image, /^haproxy:\d/);
  const [mount = ""] = service("haproxy").volumes ?? [];
  assert.ok(existsSync(join(ROOT, "deploy", mount.split(":")[0] ?? "")), mount);
  for (const [name, one] of Object.entries(file.services)) {
    assert.equal(one.restart, "unless-stopped", name);
    assert.equal(one.read_only, true, name);
    assert.deepEqual(one.security_opt, ["no-new-privileges:true"], name);
  }
  for (const name of ROLES) {
    assert.deepEqual(service(name).cap_drop, ["ALL"]);
    const seconds = /^(\d+)s$/.exec(service(name).stop_grace_period ?? "")?.[1];
    assert.ok(Number(seconds) * 1000 >= STOP_MS + DRAIN_SPARE_MS, name);
  }
});
