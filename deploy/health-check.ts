/**
 * Is the process in this container alive? Exit code 0 or 1, with a sentence for `docker inspect`.
 * It asks `/healthz`; whether players can come in is `/readyz`, and for the proxy to know.
 */

import process from "node:process";

const ANSWER_MS = 2000;

const problem = async (): Promise<string | undefined> => {
  const url = `http://127.0.0.1:${process.env.AMBON_ADMIN_PORT ?? "9090"}/healthz`;
  try {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const { status } = await fetch(url, { headers: { connection: "close" }, signal });
    return status === 200 ? undefined : `${url} answers ${status}.`;
  } catch (error) {
    return `${url} does not answer: ${error instanceof Error ? error.message : String(error)}`;
  }
};

const found = await problem();
if (found !== undefined) {
  process.stdout.write(`${found}\n`);
  process.exitCode = 1;
}
