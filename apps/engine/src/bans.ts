/** The bans in force, read when an engine starts. */

import { type Ban, decodeBan } from "@ambon/accounts/bans";
import type { Log } from "@ambon/kernel/ports";
import type { AggregateStore } from "@ambon/persistence/store";

const PAGE = 500;

/** Rejects with StoreUnavailableError. What cannot be read is reported and left out. */
export const readBans = async (store: AggregateStore, log: Log): Promise<Ban[]> => {
  const bans: Ban[] = [];
  let after: string | null = null;
  for (;;) {
    const page: Awaited<ReturnType<AggregateStore["list"]>> = await store.list("ban", after, PAGE);
    for (const { id } of page) {
      const row = await store.read({ kind: "ban", id });
      const ban = row === undefined ? undefined : decodeBan(row.state);
      if (ban?.ok === true) bans.push(ban.value);
      else log.event("warn", "ban_unreadable", { target: id });
    }
    after = page.at(-1)?.id ?? null;
    if (page.length < PAGE) return bans;
  }
};
