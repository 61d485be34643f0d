/**
 * What gateways ask and are answered about accounts. The shapes are those of the account frames on
 * the bus (libs/bus), which this lib may not import; the engine hands them over as they are.
 */

export type AccountCall =
  | { readonly op: "checkName"; readonly name: string }
  | { readonly op: "login"; readonly name: string; readonly password: string }
  | {
      readonly op: "create";
      readonly name: string;
      readonly password: string;
      readonly race: string;
      readonly class: string;
      readonly screenReader: boolean;
    };

export type AccountErrorCode =
  | "badName"
  | "nameTaken"
  | "reservedName"
  | "badPassword"
  | "wrongPassword"
  | "locked"
  | "banned"
  | "busy"
  | "storeAway"
  | "badChoice";

export interface AccountRefusal {
  readonly ok: false;
  readonly code: AccountErrorCode;
  /** A sentence for the player: what is wrong and how to mend it. */
  readonly message: string;
  readonly retryMs?: number;
}

export interface Admission {
  readonly ticket: string;
  /** The engine that takes it; absent = the one that was asked. */
  readonly engine?: string;
  /** Where it listens. */
  readonly url?: string;
}

export type AccountReply =
  | { readonly ok: true; readonly op: "checkName"; readonly exists: boolean; readonly name: string }
  | ({ readonly ok: true; readonly op: "login" | "create" } & Admission)
  | AccountRefusal;

/** Where a call came from and where its answer goes. */
export interface Caller {
  readonly gateway: string;
  readonly requestId: number;
  readonly sessionId: string;
  readonly address: string;
}

export const refuse = (
  code: AccountErrorCode,
  message: string,
  retryMs?: number,
): AccountRefusal =>
  retryMs === undefined ? { ok: false, code, message } : { ok: false, code, message, retryMs };
