/** Calls to the admin port of a running server. */

import { readConfig } from "@ambon/config/adapter/read-config";
import type { Config } from "@ambon/config/load";
import { storedSecret } from "@ambon/process/adapter/secret";

export type AdminAnswer =
  | { readonly outcome: "answered"; readonly value: Readonly<Record<string, unknown>> }
  | { readonly outcome: "refused"; readonly problem: string }
  /** Nothing listens there: no server runs. */
  | { readonly outcome: "nobody" };

/** Putting somebody out and saving them may take ten seconds. */
const TIMEOUT_MS = 20_000;

const ENGINE = "let AMBON_ADMIN_PORT name the port of an engine, or of a standalone server.";

/** The configuration as the server would read it; problems are sentences. */
export const configOrProblems = (): Config | readonly string[] => {
  const result = readConfig();
  return result.ok ? result.value : result.error;
};

const isRefused = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const { cause } = error;
  const codes = [error, cause].map((one) =>
    one instanceof Error && "code" in one ? String(one.code) : "",
  );
  return codes.some((code) => code === "ECONNREFUSED" || code === "ConnectionRefused");
};

/** One call, authenticated with AMBON_SECRET or the secret in the data directory. */
export const adminCall = async (
  config: Config,
  path: string,
  body: Readonly<Record<string, unknown>>,
): Promise<AdminAnswer> => {
  const secret = config.secret ?? storedSecret(config.dataDir) ?? "";
  const url = `http://${config.adminHost}:${config.adminPort}${path}`;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.status === 404) {
      const where = `${config.adminHost}:${config.adminPort}`;
      const problem = `What runs on ${where} takes no such orders: ${ENGINE}`;
      return { outcome: "refused", problem };
    }
    const value = (await response.json()) as Readonly<Record<string, unknown>>;
    if (response.ok) return { outcome: "answered", value };
    return { outcome: "refused", problem: String(value.error ?? response.status) };
  } catch (error) {
    if (isRefused(error)) return { outcome: "nobody" };
    const why = error instanceof Error ? error.message : String(error);
    return { outcome: "refused", problem: `${url}: ${why}` };
  }
};
