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

test("[CF5] a secret, or a password in an address, is never shown in a message", () => {
  const [problem = ""] = problemsOf({ AMBON_SECRET: "hunter2" });
  assert.match(problem, /at least 16 characters/);
  assert.doesNotMatch(problem, /hunter2/);
  assert.deepEqual(problemsOf({ AMBON_DATABASE_URL: "mysql://ambon:hun@ter2@db/game" }), [
    'AMBON_DATABASE_URL is "(not shown)@db/game", but must be an address that begins with ' +
      "postgres:// or postgresql://.",
  ]);
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

test("[CF9] a TLS port needs its files", () => {
  assert.deepEqual(problemsOf({ AMBON_TELNET_TLS_PORT: "4001" }), [
    "AMBON_TELNET_TLS_PORT needs a certificate: set AMBON_TLS_CERT and AMBON_TLS_KEY too.",
  ]);
  const result = load({ AMBON_TELNET_TLS_PORT: "0", AMBON_TLS_CERT: "a", AMBON_TLS_KEY: "b" });
  assert(result.ok);
  assert.equal(result.value.telnetTlsPort, 0);
  assert.deepEqual(result.value.tls, { certFile: "a", keyFile: "b" });
  const plain = load({});
  assert(plain.ok);
  assert.equal(plain.value.telnetTlsPort, undefined);
});

test("[CF10] PROXY headers are believed from named networks only, and required ones need some", () => {
  const networks = (cidrs: string) =>
    load({ AMBON_PROXY_PROTOCOL: "required", AMBON_TRUSTED_CIDRS: cidrs });
  const result = networks("10.0.0.0/8, fd00::/8 ,192.0.2.7");
  assert(result.ok);
  assert.deepEqual(
    result.value.proxy?.trusted.map(({ family, prefix }) => [family, prefix]),
    [
      [4, 8],
      [6, 8],
      [4, 32],
    ],
  );
  for (const cidrs of ["", ","]) {
    const none = networks(cidrs);
    assert(!none.ok);
    assert.match(none.error.join(), /^AMBON_PROXY_PROTOCOL is required, but .* names no network/);
  }
  const off = load({ AMBON_TRUSTED_CIDRS: "10.0.0.0/8" });
  assert(off.ok);
  assert.equal(off.value.proxy, undefined);
  assert.deepEqual(problemsOf({ AMBON_TRUSTED_CIDRS: "10.0.0.0/8,10.0.0.1/8,0.0.0.0/0" }), [
    'AMBON_TRUSTED_CIDRS: "10.0.0.1/8" is an address inside a network: did you mean 10.0.0.0/8 or 10.0.0.1?',
    'AMBON_TRUSTED_CIDRS: "0.0.0.0/0" is the whole internet: name a smaller network.',
  ]);
});

test("[CF13] trusted networks are also those whose HTTP header is read", () => {
  const forwarded = (env: Record<string, string>) => {
    const result = load(env);
    assert(result.ok);
    return result.value.forwarded;
  };
  assert.equal(forwarded({}), undefined);
  assert.equal(forwarded({ AMBON_FORWARDED_HEADER: "Fly-Client-IP" }), undefined);
  const env = { AMBON_TRUSTED_CIDRS: "10.0.0.0/8" };
  assert.equal(forwarded(env)?.header, "x-forwarded-for");
  assert.equal(forwarded(env)?.trusted.length, 1);
  const named = forwarded({ ...env, AMBON_FORWARDED_HEADER: "Fly-Client-IP" });
  assert.equal(named?.header, "fly-client-ip");
  const [problem = ""] = problemsOf({ AMBON_FORWARDED_HEADER: "two words" });
  assert.match(problem, /AMBON_FORWARDED_HEADER is "two words".*Fly-Client-IP/);
});

test("[CF11] the Redis bus needs its Redis and a secret that all share", () => {
  const plain = load({ AMBON_REDIS_URL: "redis://h:6379" });
  assert(plain.ok);
  assert.deepEqual(plain.value.bus, { via: "connect" });
  const secret = "0123456789abcdef";
  const redis = load({
    AMBON_BUS: "redis",
    AMBON_REDIS_URL: "redis://h:6379",
    AMBON_SECRET: secret,
  });
  assert(redis.ok);
  assert.deepEqual(redis.value.bus, { via: "redis", redisUrl: "redis://h:6379" });
  const [url = "", shared = "", ...more] = problemsOf({ AMBON_BUS: "redis" });
  assert.match(url, /set AMBON_REDIS_URL/);
  assert.match(shared, /AMBON_SECRET is not set.*the same/);
  assert.deepEqual(more, []);
});

test("[CF12] a second secret may be accepted while the first is changed, and is as long", () => {
  const both = load({
    AMBON_SECRET: "0123456789abcdef",
    AMBON_SECRET_ACCEPTED: "fedcba9876543210",
  });
  assert(both.ok);
  assert.deepEqual(both.value.acceptedSecrets, ["fedcba9876543210"]);
  const [problem = ""] = problemsOf({ AMBON_SECRET_ACCEPTED: "hunter2" });
  assert.match(problem, /AMBON_SECRET_ACCEPTED is \(not shown\).*at least 16/);
});

test("[CF15] certificate and key of the links go together", () => {
  const linkTls = (env: Record<string, string>) => {
    const result = load(env);
    assert(result.ok);
    return result.value.linkTls;
  };
  const own = { AMBON_LINK_TLS_CERT: "/c.pem", AMBON_LINK_TLS_KEY: "/k.pem" };
  assert.equal(linkTls({}), undefined);
  assert.deepEqual(linkTls(own), { certFile: "/c.pem", keyFile: "/k.pem" });
  assert.deepEqual(linkTls({ AMBON_LINK_TLS_CA: "/ca.pem" }), { caFile: "/ca.pem" });
  for (const [key, value] of Object.entries(own)) {
    const [problem = "", ...more] = problemsOf({ [key]: value });
    assert.match(problem, /AMBON_LINK_TLS_CERT and AMBON_LINK_TLS_KEY go together/);
    assert.deepEqual(more, []);
  }
});

test("[CF20] sounds need the players' address of the web port, and a package its version", () => {
  const offers = (env: Record<string, string>) => {
    const result = load(env);
    return result.ok ? result.value.offers : result.error;
  };
  assert.deepEqual(offers({}), {});
  for (const url of ["https://play.example.org", "https://play.example.org/"]) {
    const mediaUrl = "https://play.example.org/media/";
    assert.deepEqual(offers({ AMBON_PUBLIC_URL: url }), { mediaUrl });
  }
  const gui = { version: "12", url: "https://example.org/ui.mpackage" };
  assert.deepEqual(offers({ AMBON_CLIENT_GUI: `${gui.version} ${gui.url}` }), { gui });
  for (const wrong of [gui.url, "12", "12 ftp://example.org/x", `12  ${gui.url}`]) {
    assert.match(String(offers({ AMBON_CLIENT_GUI: wrong })), /AMBON_CLIENT_GUI is .*text like/);
  }
});

test("[CF8] docs/configuration.md is what the table says", () => {
  const page = new URL("../../../docs/configuration.md", import.meta.url);
  assert.equal(readFileSync(page, "utf8"), configurationMarkdown());
});
