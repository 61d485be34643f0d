/** What an engine says of itself on its admin port. */

import type { EngineHost } from "@ambon/engine/adapter/engine-host";
import { CLUSTER_SECRET } from "./cluster.ts";
import type { TestServer } from "./server.ts";

type Status = ReturnType<EngineHost["status"]>;

/** Of an engine that is one of several. */
export type EngineStatus = Status & { readonly cluster: NonNullable<Status["cluster"]> };

/** What `ambon admin status` prints. */
export const statusOf = async ({ adminPort }: TestServer): Promise<EngineStatus> => {
  const answer = await fetch(`http://127.0.0.1:${adminPort}/admin/status`, {
    method: "POST",
    headers: { authorization: `Bearer ${CLUSTER_SECRET}` },
    body: "{}",
  });
  return (await answer.json()) as EngineStatus;
};

/** The zones that an engine runs; none when it does not answer. */
export const zonesOf = async ({ adminPort }: TestServer): Promise<readonly string[]> => {
  const answer = await fetch(`http://127.0.0.1:${adminPort}/readyz`).catch(() => undefined);
  const zones = /^zones: (.*)$/m.exec((await answer?.text()) ?? "")?.[1] ?? "none";
  return zones === "none" ? [] : zones.split(" ");
};
