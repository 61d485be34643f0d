/**
 * The doors of the telnet ports as operators use them: behind a real HAProxy, with both versions of
 * the header, before TLS and without it; health checks that nobody hears of; and certificates that
 * come, change, or are not what they should be.
 */

import assert from "node:assert/strict";
import { copyFileSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { connect as connectTls, type TLSSocket } from "node:tls";
import {
  inDirectory,
  makeCertificate,
  type TestCertificate,
} from "@ambon/testing/adapter/test-certificate";
import { HaProxy, type Route } from "../support/haproxy.ts";
import { runFile } from "../support/run-program.ts";
import { type Runtime, type TestServer, withServer } from "../support/server.ts";
import { TelnetPlayer } from "../support/telnet-player.ts";

/** Wide enough that no sentence is wrapped. */
const WIDE = { window: [200, 24] } as const;
const REQUIRED = {
  AMBON_PROXY_PROTOCOL: "required",
  AMBON_TRUSTED_CIDRS: "127.0.0.1",
} as const;
const BANNED = "127.0.0.2";
const OTHER = "127.0.0.3";

const tlsEnv = ({ certFile, keyFile }: TestCertificate): Record<string, string> => ({
  AMBON_TELNET_TLS_PORT: "0",
  AMBON_TLS_CERT: certFile,
  AMBON_TLS_KEY: keyFile,
});

interface Target {
  readonly host?: string;
  readonly port: number;
  /** Which of this machine's addresses it comes from. */
  readonly from?: string;
  /** The certificate to trust; without one there is no TLS. */
  readonly pem?: string | undefined;
}

const secure = ({ host = "127.0.0.1", port, from, pem = "" }: Target): TLSSocket => {
  const localAddress = from === undefined ? {} : { localAddress: from };
  const socket = createConnection({ host, port, ...localAddress });
  return connectTls({ socket, ca: pem, servername: "localhost" });
};

const player = (target: Target): Promise<TelnetPlayer> => {
  if (target.pem !== undefined) return TelnetPlayer.on(secure(target), "secureConnect", WIDE);
  const { host = "127.0.0.1", port, from } = target;
  const localAddress = from === undefined ? {} : { localAddress: from };
  return TelnetPlayer.on(createConnection({ host, port, ...localAddress }), "connect", WIDE);
};

/** The counts of one metric by their outcome or reason, without those that are 0. */
const counts = async (server: TestServer, metric: string): Promise<Record<string, number>> => {
  const response = await fetch(`http://127.0.0.1:${server.adminPort}/metrics`);
  const rows = [...(await response.text()).matchAll(/^(\w+)\{\w+="(\w+)"\} (\d+)$/gm)];
  const mine = rows.filter(([, name, , value]) => name === metric && value !== "0");
  return Object.fromEntries(mine.map(([, , label = "", value]) => [label, Number(value)]));
};

const routes = (server: TestServer, more: Partial<Route> = {}): Route[] => {
  const { telnetPort, telnetTlsPort } = server;
  return [
    { name: "plain1", to: telnetPort, header: "send-proxy", ...more },
    { name: "plain2", to: telnetPort, header: "send-proxy-v2", ...more },
    { name: "tls1", to: telnetTlsPort, header: "send-proxy", ...more },
    { name: "tls2", to: telnetTlsPort, header: "send-proxy-v2", ...more },
  ];
};

const makeStaff = async (server: TestServer, name: string): Promise<void> => {
  const env = { AMBON_ADMIN_PORT: String(server.adminPort) };
  const args = ["player", "staff", name, "on"];
  const said = await runFile("apps/cli/src/main.ts", args, server.dataDir, { env });
  assert.deepEqual(said, { code: 0, out: `${name} is staff now.\n`, err: "" });
};

test("[ED20] through HAProxy a ban of the client's address holds, in all four combinations", async () => {
  await inDirectory(async (directory) => {
    const certificate = makeCertificate(directory, "game");
    const env = { ...REQUIRED, ...tlsEnv(certificate) };
    await withServer({ env }, async (server) => {
      await HaProxy.with(routes(server), async (proxy) => {
        const through = (name: string, from: string): Promise<TelnetPlayer> => {
          const pem = name.startsWith("tls") ? certificate.pem : undefined;
          return player({ host: proxy.host, port: proxy.portOf(name), from, pem });
        };
        const oren = await through("plain1", BANNED);
        await oren.create("Oren");
        await oren.do("quit", /You are saved/);
        const nyra = await through("tls2", OTHER);
        await nyra.create("Nyra");
        await nyra.do("quit", /You are saved/);
        await makeStaff(server, "Nyra");
        const staff = await through("plain2", OTHER);
        await staff.login("Nyra");
        await staff.do(`ban ${BANNED} forever knocking`, /127\.0\.0\.2 is banned/);
        for (const { name } of routes(server)) {
          const kept = await through(name, BANNED);
          await kept.expect(/Name: ¶/);
          await kept.do("Oren", /^You are banned from this game\. Reason: knocking\n/m);
          await kept.closes();
          const free = await through(name, OTHER);
          await free.login("Oren");
          await free.do("quit", /You are saved/);
        }
      });
      assert.deepEqual(await counts(server, "gateway_proxy_headers_total"), { client: 11 });
      assert.deepEqual(await counts(server, "gateway_tls_handshakes_total"), { done: 5 });
      // Who goes past the proxy is told nothing.
      const past = await player({ port: server.telnetPort, from: BANNED });
      assert.equal(await past.closes(), "");
      assert.deepEqual(await counts(server, "gateway_proxy_headers_total"), {
        client: 11,
        untrusted: 1,
      });
      await server.stop();
    });
  });
});

test("[ED21] HAProxy's health checks leave no log line and are nobody's connections", async () => {
  await inDirectory(async (directory) => {
    const certificate = makeCertificate(directory, "game");
    const env = { ...REQUIRED, ...tlsEnv(certificate), AMBON_LOG_LEVEL: "debug" };
    await withServer({ env }, async (server) => {
      const checked = [
        ...routes(server, { checked: true }),
        { name: "bare", to: server.telnetPort, header: "none", checked: true },
        { name: "baretls", to: server.telnetTlsPort, header: "none", checked: true },
      ] as const;
      const before = server.events.map(({ event }) => event);
      await HaProxy.with(checked, async (proxy) => {
        for (const { name } of checked) await proxy.risesAgain(name);
      });
      const headers = await counts(server, "gateway_proxy_headers_total");
      // A check that ends with a reset may take its own header back before anybody has read it.
      assert.deepEqual(Object.keys(headers), ["local"]);
      for (const metric of [
        "gateway_tls_handshakes_total",
        "gateway_connections_refused_total",
        "gateway_sessions",
      ]) {
        assert.deepEqual(await counts(server, metric), {}, metric);
      }
      assert.deepEqual(
        server.events.map(({ event }) => event),
        before,
      );
      await server.stop();
    });
  });
});

test("[ED22] clients behind HAProxy count by their own addresses", async () => {
  const env = { ...REQUIRED, AMBON_LIMITS_CONNECTIONS_PER_IP: "2" };
  await withServer({ env }, async (server) => {
    const route = { to: server.telnetPort, header: "send-proxy-v2" } as const;
    const households: readonly Route[] = [
      { name: "one", source: "203.0.113.9", ...route },
      { name: "two", source: "203.0.113.10", ...route },
    ];
    await HaProxy.with(households, async (proxy) => {
      const knock = (name: string): Promise<TelnetPlayer> =>
        player({ host: proxy.host, port: proxy.portOf(name) });
      for (const name of ["one", "two", "one", "two"]) await (await knock(name)).expect(/Name: ¶/);
      const third = await knock("one");
      await third.expect(/There are already 2 connections from your address\./);
      await third.closes();
    });
    const refused = await counts(server, "gateway_connections_refused_total");
    assert.deepEqual(refused, { perAddress: 1 });
    await server.stop();
  });
});

/** What the server's certificate is called. */
const certificateOf = async (port: number): Promise<string> => {
  const socket = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false });
  await new Promise<void>((resolve, reject) => {
    socket.once("secureConnect", resolve);
    socket.once("error", reject);
  });
  const { subject } = socket.getPeerCertificate();
  socket.destroy();
  return String(subject.CN);
};

for (const runtime of ["bun", "node", "deno"] satisfies Runtime[]) {
  test(`[ED10] [ED17] a TLS port on ${runtime} is played on, and changes its certificate`, async () => {
    await inDirectory(async (directory) => {
      const first = makeCertificate(directory, "first");
      const second = makeCertificate(directory, "second");
      await withServer({ runtime, env: tlsEnv(first) }, async (server) => {
        const port = server.telnetTlsPort;
        const nyra = await player({ port, pem: first.pem });
        await nyra.create("Nyra");
        assert.equal(await certificateOf(port), "first");
        copyFileSync(second.certFile, first.certFile);
        server.hangUp();
        const told = await server.heard("tls_refused");
        assert.match(String(told.problem), /does not belong to the certificate/);
        assert.equal(await certificateOf(port), "first");
        copyFileSync(second.keyFile, first.keyFile);
        const before = server.events.length;
        server.hangUp();
        await server.heard("tls_loaded", (event) => server.events.indexOf(event) >= before);
        assert.equal(await certificateOf(port), "second");
        await nyra.do("say Still here.", /^You say, "Still here\."\n/m);
        const plain = await TelnetPlayer.connect(port, WIDE);
        plain.sendBytes(new TextEncoder().encode("Nyra\r\n"));
        const line = `use the plain port ${server.telnetPort}\\.`;
        await plain.expect(
          new RegExp(`This port speaks TLS: enable it in your client, or ${line}`),
        );
        await plain.closes();
        await server.stop();
      });
    });
  });
}

test("[ED16] a certificate that cannot be used is refused at the start, in a sentence", async () => {
  await inDirectory(async (directory) => {
    const { certFile, keyFile } = makeCertificate(directory, "game");
    const other = makeCertificate(directory, "other");
    const text = join(directory, "text.pem");
    writeFileSync(text, "no PEM at all\n");
    const cases: readonly (readonly [string, string, RegExp])[] = [
      [join(directory, "none.pem"), keyFile, /^AMBON_TLS_CERT names .*, which does not exist\.$/],
      [text, keyFile, /^AMBON_TLS_CERT names .*, which holds no certificate \(PEM\)\.$/],
      [certFile, other.keyFile, /^The key in .* does not belong to the certificate in .*: set/],
    ];
    for (const [cert, key, sentence] of cases) {
      const env = { AMBON_TELNET_TLS_PORT: "0", AMBON_TLS_CERT: cert, AMBON_TLS_KEY: key };
      const dataDir = join(directory, "data");
      const { code, out, err } = await runFile("apps/standalone/src/main.ts", [], dataDir, { env });
      assert.deepEqual([code, out], [1, ""], err);
      const told = err.split("\n").filter((line) => line !== "" && !line.startsWith("{"));
      assert.equal(told.length, 1, err);
      assert.match(told[0] ?? "", sentence);
    }
  });
});
