/**
 * Loading the content again, at every engine of the game. Each reads its own directory: it may be
 * of another version than that of the rest, or be refused; then that engine goes on with what it
 * had.
 *
 *   staff ── reload ──▶ their engine ── order `reload` ──▶ the others
 *                          │ host reads                     │ host reads
 *   staff ◀── text ────────┘◀────────── order `answer` ─────┘
 */

import { SOURCE } from "@ambon/game/input";
import type { PlayerId } from "@ambon/kernel/ids";
import type { EngineContext } from "./context.ts";
import type { InboxRecord } from "./inbox.ts";
import { answer, othersTold } from "./order-answer.ts";

/** Here and at all others; `player` = the member of staff here who asked, null = an operator. */
export const reloadEverywhere = (c: EngineContext, player: PlayerId | null): void => {
  const others = othersTold(c);
  if (others !== "") {
    c.cluster?.sendAll({ p: "order", order: { o: "reload", player } });
    if (player !== null) answer(c, player, true, `Loading the content here and at ${others}.`);
  }
  c.emit({ x: "reload", player, engine: null });
};

/** The content was loaded again, or was refused and nothing has changed. */
export const takeContent = (
  c: EngineContext,
  content: Extract<InboxRecord, { in: "content" }>,
): void => {
  const { player, engine, ok, contentHash, text } = content;
  if (ok) {
    c.options.accounts.worldChanged(c.options.world());
    for (const slot of c.zones.all()) {
      c.input(slot, SOURCE.admin, "engine", { i: "reload", contentHash });
    }
  }
  if (player === null) return;
  if (engine === null) return answer(c, player, ok, text);
  const told = `${c.options.engine}: ${text}`;
  c.cluster?.send(engine, { p: "order", order: { o: "answer", player, ok, text: told } });
};
