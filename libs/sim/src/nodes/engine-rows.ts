/** One engine run's calls to the store about rows, and which of them it has written. */

import type { PeerFrame } from "@ambon/engine/cluster/peer-frame";
import type { InboxRecord, StoreCall, StoreReply } from "@ambon/engine/inbox";
import { keyText } from "@ambon/persistence/row-rules";
import type { Cut } from "@ambon/persistence/store";
import { UnknownClaims } from "../checks/unknown-claims.ts";
import { answerOf, nameOfCall, resultOf } from "../store/store-answers.ts";
import type { Process } from "../time/process.ts";
import type { Surroundings } from "./surroundings.ts";

export class EngineRows {
  /** Rows that it has written and not offered to others since → the epoch under which it did. */
  readonly saved = new Map<string, number>();
  readonly #around: Surroundings;
  readonly #process: Process;
  readonly #owner: string;
  readonly #unknown: UnknownClaims;
  readonly #feed: (record: InboxRecord) => void;

  /** `feed` gets the answers. */
  constructor(
    around: Surroundings,
    asking: Process,
    owner: string,
    feed: (record: InboxRecord) => void,
  ) {
    this.#around = around;
    this.#process = asking;
    this.#owner = owner;
    this.#unknown = new UnknownClaims(owner, around.sometimes);
    this.#feed = feed;
  }

  /** Whoever it is offered to takes it, or it is taken back under another epoch. */
  offered(frame: PeerFrame): void {
    const forget = (id: string): void => void this.saved.delete(keyText({ kind: "player", id }));
    if (frame.p === "offer") forget(frame.offer.player);
    if (frame.p === "zone") for (const { playerId } of frame.offer.sessions) forget(playerId);
  }

  cut(cut: Cut): void {
    const { store, rowsCut, durable } = this.#around;
    const edge = durable.edge(this.#owner);
    store.ask(
      this.#process,
      `cut ${cut.seq} of ${cut.rows.length}`,
      (rows) => {
        const result = rows.cut(cut);
        rowsCut(this.#owner, cut, result, edge);
        if (result.outcome !== "saved") return result;
        for (const row of cut.rows) this.saved.set(keyText(row), row.epoch);
        return result;
      },
      (outcome) => this.#feed({ in: "cut", seq: cut.seq, result: resultOf(outcome) }),
      true,
    );
  }

  ask(id: number, call: StoreCall): void {
    this.#around.store.ask(
      this.#process,
      nameOfCall(call),
      (rows) => answerOf(rows, call),
      (outcome) => {
        const reason = outcome.ok || outcome.unknown ? "no answer" : "refused";
        const reply: StoreReply = outcome.ok ? outcome.value : { ok: false, reason };
        if (outcome.ok) this.#unknown.answered(call, outcome.value);
        else if (outcome.unknown) this.#unknown.unanswered(call);
        this.#feed({ in: "store", id, reply });
      },
    );
  }
}
