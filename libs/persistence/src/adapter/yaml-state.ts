/** What the parts of the YAML store share: the directory's content as this process knows it. */

import { OperatorError } from "@ambon/kernel/operator-error";
import { RowIndex } from "../row-index.ts";
import { type Change, keyText } from "../row-rules.ts";
import type { AggregateKey } from "../store.ts";
import { CutJournal } from "./cut-journal.ts";
import { RowFiles, type Stamp } from "./row-files.ts";

/** Something an operator should read; never player text, never secrets. */
export interface StoreReport {
  readonly level: "info" | "warn" | "error";
  readonly what:
    | "journalTorn"
    | "journalDamaged"
    | "rowDamaged"
    | "rowEdited"
    | "rowDeleted"
    | "nameClash"
    | "indexRebuilt"
    | "saveFailed"
    | "permissions";
  readonly message: string;
}

export type ReportTo = (report: StoreReport) => void;

/** The data directory cannot be used; the message says why and what to do, in one sentence. */
export class StoreOpenError extends OperatorError {
  override readonly name = "StoreOpenError";
}

export class YamlState {
  readonly directory: string;
  readonly report: ReportTo;
  readonly files: RowFiles;
  readonly journal: CutJournal;
  readonly index = new RowIndex();
  /** How each row's file looked when it was last read or written. */
  readonly stamps = new Map<string, Stamp>();
  /** Damaged rows: where their files are now. */
  readonly damaged = new Map<string, string>();
  /** What is in the journal and not yet in files, by rowSlot and authSlot. */
  readonly overlay = new Map<string, Change>();
  /** What the last pass from journal to files left for the next one. */
  carried: ReadonlySet<Change> = new Set();

  constructor(directory: string, report: ReportTo) {
    this.directory = directory;
    this.report = report;
    this.files = new RowFiles(directory);
    this.journal = new CutJournal(directory);
  }

  /** Takes over what the journal has durably. */
  apply(change: Change): void {
    if (change.c === "auth") {
      this.overlay.set(authSlot(change.id), change);
      return;
    }
    const key = change.c === "row" ? change.row : change;
    this.overlay.set(rowSlot(key), change);
    this.damaged.delete(keyText(key));
    if (change.c === "row") this.index.set(change.row);
    else this.index.remove(change);
    if (change.c === "gone" && change.kind === "player") {
      this.overlay.set(authSlot(change.id), change);
    }
  }
}

export const rowSlot = (key: AggregateKey): string => `row:${keyText(key)}`;
export const authSlot = (playerId: string): string => `auth:${playerId}`;
