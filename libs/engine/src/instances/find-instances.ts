/**
 * At the start: which instances beyond the first were running when everybody stopped or died? Their
 * rows hold what lay on the ground. A row that is as if it had never been stored is of an instance
 * that has ended.
 */

import { instanceOf, templateOf, type ZoneId } from "@ambon/kernel/ids";
import { mayRun } from "../cluster/known-engines.ts";
import type { EngineContext } from "../context.ts";
import type { StoreReply } from "../inbox.ts";
import { NEVER_STORED } from "../run-zone.ts";

/** Rows that are listed by one question. */
const LIST_PAGE = 500;

/** `then` with false when the store did not answer: it is to be asked again. */
export const findInstances = (c: EngineContext, then: (found: boolean) => void): void => {
  const ids: ZoneId[] = [];
  const list = (after: string | null): void =>
    c.call({ op: "list", kind: "zone", after, limit: LIST_PAGE }, (reply) => {
      if (!reply.ok || reply.op !== "list") return then(false);
      ids.push(...(reply.ids as ZoneId[]).filter((id) => isOurs(c, id)));
      const last = reply.ids.at(-1);
      if (reply.ids.length < LIST_PAGE || last === undefined) return readAll(c, ids, then);
      list(last);
    });
  list(null);
};

const isOurs = (c: EngineContext, zone: ZoneId): boolean =>
  instanceOf(zone) > 1 && mayRun(c, templateOf(zone));

const readAll = (
  c: EngineContext,
  zones: readonly ZoneId[],
  then: (found: boolean) => void,
): void => {
  let open = zones.length;
  let isAnswered = true;
  if (open === 0) return then(true);
  for (const zone of zones) {
    readInstance(c, zone, (state) => {
      if (state === "unknown") isAnswered = false;
      if (state === "left") c.instances.want(zone);
      open -= 1;
      if (open === 0) then(isAnswered);
    });
  }
};

/** Whether its row has something that somebody must run. */
export const readInstance = (
  c: EngineContext,
  zone: ZoneId,
  then: (state: "left" | "ended" | "unknown") => void,
): void =>
  c.call({ op: "read", key: { kind: "zone", id: zone } }, (reply: StoreReply) => {
    if (!reply.ok || reply.op !== "read") return then("unknown");
    then((reply.row?.state ?? NEVER_STORED) === NEVER_STORED ? "ended" : "left");
  });
