/**
 * The admin port: `/metrics`, `/healthz` (the process is alive), `/readyz` (it serves players).
 * Bound to the loopback address unless configured otherwise. Other admin calls are registered by
 * the role and need the secret.
 */

import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { PrometheusMetrics } from "./prometheus.ts";

export type AdminCall = (body: unknown) => Promise<unknown>;

export interface AdminOptions {
  readonly metrics: PrometheusMetrics;
  /** Undefined when ready, else the sentence that says why not. */
  readonly unready: () => string | undefined;
  /** What `/readyz` says beside `ready`; undefined = nothing. */
  readonly serving?: () => string | undefined;
  readonly secret: string;
  /** Path → call, POST with a JSON body and `Authorization: Bearer <secret>`. */
  readonly calls: Readonly<Record<string, AdminCall>>;
}

/** A character with all its things is some kilobytes. */
const MAX_BODY_BYTES = 1_048_576;

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

const readBody = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new RangeError("the body is too large");
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? {} : (JSON.parse(text) as unknown);
};

const answer = (response: ServerResponse, status: number, value: unknown): void => {
  const text = typeof value === "string" ? `${value}\n` : `${JSON.stringify(value)}\n`;
  const type = typeof value === "string" ? "text/plain; charset=utf-8" : "application/json";
  response.writeHead(status, { "content-type": type }).end(text);
};

const call = async (
  options: AdminOptions,
  request: IncomingMessage,
  response: ServerResponse,
  run: AdminCall,
): Promise<void> => {
  if (request.method !== "POST") return answer(response, 405, { error: "use POST" });
  const given = (request.headers.authorization ?? "").replace(/^Bearer /, "");
  if (!timingSafeEqual(digest(given), digest(options.secret))) {
    return answer(response, 401, { error: "wrong or missing secret" });
  }
  try {
    answer(response, 200, await run(await readBody(request)));
  } catch (error) {
    answer(response, 400, { error: error instanceof Error ? error.message : String(error) });
  }
};

const route = async (
  options: AdminOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const path = (request.url ?? "/").split("?")[0] ?? "/";
  if (path === "/metrics") {
    const text = await options.metrics.text();
    response.writeHead(200, { "content-type": options.metrics.contentType }).end(text);
    return;
  }
  if (path === "/healthz") return answer(response, 200, "alive");
  if (path === "/readyz") {
    const reason = options.unready();
    if (reason !== undefined) return answer(response, 503, reason);
    const more = options.serving?.();
    return answer(response, 200, more === undefined ? "ready" : `ready\n${more}`);
  }
  const run = options.calls[path];
  if (run === undefined) return answer(response, 404, "There is nothing here.");
  return call(options, request, response, run);
};

/** A server that answers these calls once it listens. */
export const adminServer = (options: AdminOptions): Server =>
  createServer((request, response) => {
    route(options, request, response).catch((error: unknown) => {
      answer(response, 500, { error: error instanceof Error ? error.message : "failed" });
    });
  });
