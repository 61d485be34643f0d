// Goal: RPCs between our own processes over real sockets: plain, TLS, client certificates, bounds.

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { connect as connectTcp } from "node:net";
import { test } from "node:test";
import { DelayProxy } from "@ambon/testing/adapter/delay-proxy";
import { inDirectory, makeCertificate } from "@ambon/testing/adapter/test-certificate";
import { until } from "@ambon/testing/adapter/until";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { EngineService } from "../gen/ambon/link/v1/link_pb.ts";
import { RpcClient, type RpcClientOptions } from "./rpc-client.ts";
import { addressOf, type RpcServer, type RpcServerOptions, startRpcServer } from "./rpc-server.ts";
import { WINDOW_BYTES } from "./rpc-session.ts";

const MESSAGE_BYTES = 100_000;
const FIRST_WINDOW = 65_535;
/** A call takes milliseconds; one whose window is never opened again takes for ever. */
const STALLED_MS = 4_000;

/** Answers each message with its own batch. */
const echo = (options: Partial<RpcServerOptions> = {}): Promise<RpcServer> =>
  startRpcServer({
    host: "127.0.0.1",
    port: 0,
    messageBytes: MESSAGE_BYTES,
    routes: (router) =>
      router.service(EngineService, {
        async *link(requests, context) {
          if (context.requestHeader.get("ask") === "address") {
            yield { taken: 0, kind: { case: "batch", value: Buffer.from(addressOf(context)) } };
          }
          for await (const { kind, taken } of requests) yield { kind, taken };
        },
      }),
    ...options,
  });

/** What came back for a batch of so many bytes. */
const echoed = async (
  options: Omit<RpcClientOptions, "messageBytes">,
  bytes: number,
  headers: Record<string, string> = {},
): Promise<Uint8Array> => {
  const client = new RpcClient({ messageBytes: MESSAGE_BYTES, ...options });
  const value = new Uint8Array(bytes).fill(7);
  try {
    const requests = async function* () {
      yield { taken: 1, kind: { case: "batch" as const, value } };
    };
    const answers = createClient(EngineService, client.transport).link(requests(), { headers });
    for await (const { kind } of answers) if (kind.case === "batch") return kind.value;
    return new Uint8Array();
  } finally {
    client.close();
  }
};

const codeOf = (work: Promise<unknown>): Promise<Code | "answered"> =>
  work.then(
    () => "answered" as const,
    (error: unknown) => ConnectError.from(error).code,
  );

test("[LK32] a call over h2c carries messages both ways and knows where it came from", async () => {
  const server = await echo();
  const url = `http://127.0.0.1:${server.port}`;
  assert.equal((await echoed({ url }, 50_000)).length, 50_000);
  const address = await echoed({ url }, 1, { ask: "address" });
  assert.equal(Buffer.from(address).toString(), "127.0.0.1");
  await server.close();
  assert.equal(await codeOf(echoed({ url }, 1)), Code.Unavailable);
});

test("[LK32] a message beyond the bound ends its call, and the server goes on", async () => {
  const server = await echo();
  const url = `http://127.0.0.1:${server.port}`;
  const large = new RpcClient({ url, messageBytes: 1_000_000 });
  const requests = async function* () {
    yield { kind: { case: "batch" as const, value: new Uint8Array(MESSAGE_BYTES + 1) } };
  };
  const call = createClient(EngineService, large.transport).link(requests());
  assert.equal(await codeOf(call[Symbol.asyncIterator]().next()), Code.ResourceExhausted);
  large.close();
  assert.equal((await echoed({ url }, 3)).length, 3);
  await server.close();
});

test("[LK45] more than a window flows each way, also in a call that is opened late", async () => {
  const server = await echo();
  const client = new RpcClient({
    url: `http://127.0.0.1:${server.port}`,
    messageBytes: MESSAGE_BYTES,
  });
  const service = createClient(EngineService, client.transport);
  const batch = { case: "batch" as const, value: new Uint8Array(MESSAGE_BYTES / 2) };
  const requests = async function* (count: number) {
    for (let sent = 0; sent < count; sent += 1) yield { kind: batch };
  };
  // The second call begins when both ends have long taken each other's settings.
  for (const count of [1, Math.ceil((4 * WINDOW_BYTES) / batch.value.length)]) {
    let bytes = 0;
    const signal = AbortSignal.timeout(STALLED_MS);
    for await (const { kind } of service.link(requests(count), { signal })) {
      if (kind.case === "batch") bytes += kind.value.length;
    }
    assert.equal(bytes, count * batch.value.length);
  }
  client.close();
  await server.close();
});

test("[LK35] over a long way more is under way than HTTP/2's first window, in both directions", async () => {
  const server = await echo();
  const proxy = await DelayProxy.start(server.port, 40);
  const client = new RpcClient({
    url: `http://127.0.0.1:${proxy.port}`,
    messageBytes: MESSAGE_BYTES,
  });
  const value = new Uint8Array(90_000);
  const requests = async function* () {
    for (let at = 0; at < 30; at += 1) yield { kind: { case: "batch" as const, value } };
  };
  let answers = 0;
  for await (const _ of createClient(EngineService, client.transport).link(requests())) {
    answers += 1;
  }
  assert.equal(answers, 30);
  const { toServer, toClient } = proxy.peakBytes;
  assert.ok(toServer > 2 * FIRST_WINDOW && toClient > 2 * FIRST_WINDOW, `${toServer} ${toClient}`);
  client.close();
  await proxy.close();
  await server.close();
});

test("[LK33] over TLS a server must be one that the client trusts", async () => {
  await inDirectory(async (directory) => {
    const own = makeCertificate(directory, "server");
    const other = makeCertificate(directory, "other");
    const server = await echo({ tls: { certFile: own.certFile, keyFile: own.keyFile } });
    for (const host of ["127.0.0.1", "localhost"]) {
      const url = `https://${host}:${server.port}`;
      assert.equal((await echoed({ url, tls: { caFile: own.certFile } }, 9)).length, 9);
      assert.notEqual(
        await codeOf(echoed({ url, tls: { caFile: other.certFile } }, 9)),
        "answered",
      );
      assert.notEqual(await codeOf(echoed({ url }, 9)), "answered");
    }
    const plain = `http://127.0.0.1:${server.port}`;
    assert.notEqual(await codeOf(echoed({ url: plain }, 9)), "answered");
    await server.close();
  });
});

test("[LK33] where a CA for clients is set, a client without its certificate is not let in", async () => {
  await inDirectory(async (directory) => {
    const own = makeCertificate(directory, "server");
    const client = makeCertificate(directory, "client");
    const stranger = makeCertificate(directory, "stranger");
    const { certFile, keyFile } = own;
    const server = await echo({ tls: { certFile, keyFile, caFile: client.certFile } });
    const url = `https://127.0.0.1:${server.port}`;
    const trust = { caFile: own.certFile };
    const shown = (one: typeof client) => ({ certFile: one.certFile, keyFile: one.keyFile });
    assert.equal((await echoed({ url, tls: { ...trust, ...shown(client) } }, 9)).length, 9);
    assert.notEqual(
      await codeOf(echoed({ url, tls: { ...trust, ...shown(stranger) } }, 9)),
      "answered",
    );
    assert.notEqual(await codeOf(echoed({ url, tls: trust }, 9)), "answered");
    await server.close();
  });
});

test("[LK34] bytes that are no HTTP/2, other paths and other methods harm nobody", async () => {
  const server = await echo();
  const garbage = connectTcp(server.port, "127.0.0.1");
  garbage.on("error", () => undefined).resume();
  garbage.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(50));
  await once(garbage, "close");
  const session = connectHttp2(`http://127.0.0.1:${server.port}`);
  const status = (headers: Record<string, string>): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const stream = session.request(headers);
      stream.once("response", (got) => resolve(got[":status"]));
      stream.once("error", reject);
      stream.resume();
      stream.end();
    });
  assert.equal(await status({ ":path": "/etc/passwd" }), 404);
  assert.equal(await status({ ":path": "/ambon.link.v1.EngineService/Link" }), 405);
  session.destroy();
  assert.equal((await echoed({ url: `http://127.0.0.1:${server.port}` }, 3)).length, 3);
  await server.close();
});

test("[LK34] connections beyond the bound are closed, and room is made when others go", async () => {
  const server = await echo({ sessionsMax: 2 });
  const sessions = [0, 1].map(() => connectHttp2(`http://127.0.0.1:${server.port}`));
  await Promise.all(sessions.map((session) => once(session, "remoteSettings")));
  assert.equal(server.sessions, 2);
  const refused = connectHttp2(`http://127.0.0.1:${server.port}`);
  refused.on("error", () => undefined);
  await once(refused, "close");
  sessions[0]?.destroy();
  await until("it is gone", () => server.sessions === 1);
  assert.equal((await echoed({ url: `http://127.0.0.1:${server.port}` }, 3)).length, 3);
  sessions[1]?.destroy();
  await server.close();
});

test("[LK34] a connection without a call is closed after a while, one with a call is kept", async () => {
  const server = await echo({ idleMs: 50 });
  const url = `http://127.0.0.1:${server.port}`;
  const used = new RpcClient({ url, messageBytes: MESSAGE_BYTES });
  let more: () => void = () => undefined;
  const requests = async function* () {
    yield { taken: 1, kind: { case: undefined } } as const;
    await new Promise<void>((resolve) => {
      more = resolve;
    });
    yield { taken: 2, kind: { case: undefined } } as const;
  };
  const answers = createClient(EngineService, used.transport).link(requests());
  const iterator = answers[Symbol.asyncIterator]();
  assert.equal((await iterator.next()).value?.taken, 1);
  const idle = connectHttp2(url);
  idle.on("error", () => undefined);
  await once(idle, "close");
  more();
  assert.equal((await iterator.next()).value?.taken, 2);
  used.close();
  await server.close();
});
