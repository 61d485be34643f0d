/**
 * What went wrong with Postgres, in words, and what it means for what was under way. The server's
 * own message is passed on, its details are not: they hold values of rows.
 */

import { OperatorError } from "@ambon/kernel/operator-error";
import pg from "pg";

/** Postgres cannot be used; the message says why and what to do. The password is in none. */
export class PostgresOpenError extends OperatorError {
  override readonly name = "PostgresOpenError";
}

/** Where we connect to, without the password. */
export interface PostgresPlace {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly role: string;
}

export type FailureKind = "connection" | "timeout" | "conflict" | "other";

/** SQLSTATE of a server's answer; undefined when no server answered. */
export const sqlState = (error: unknown): string | undefined =>
  error instanceof pg.DatabaseError ? (error.code ?? "XX000") : undefined;

const LOCK_TIMEOUT = "55P03";
const STATEMENT_CANCELLED = "57014";
const UNKNOWN_COMPLETION = "40003";

/** For the metric and the log. */
export const failureKind = (error: unknown): FailureKind => {
  const state = sqlState(error);
  if (state === undefined) return /time(d ?)?out/i.test(textOf(error)) ? "timeout" : "connection";
  if (state === LOCK_TIMEOUT || state === STATEMENT_CANCELLED) return "timeout";
  if (state.startsWith("40")) return "conflict";
  return /^(08|57P|25P03)/.test(state) ? "connection" : "other";
};

/** One sentence without values. */
export const failureReason = (error: unknown): string => {
  const state = sqlState(error);
  return state === undefined ? textOf(error) : `Postgres says ${state}: ${textOf(error)}`;
};

/**
 * Whether an answer to COMMIT proves that nothing was committed. Everything else (a lost
 * connection, a server that is going down) may have come after the commit.
 */
export const provesRollback = (error: unknown): boolean => {
  const state = sqlState(error);
  if (state === undefined || state === UNKNOWN_COMPLETION) return false;
  return state.startsWith("40") || state.startsWith("23");
};

const textOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  // Several addresses were tried: Node says why for each of them only.
  if (error instanceof AggregateError) return error.errors.map(textOf).join("; ");
  return error.message === "" ? error.name : error.message;
};

const codeOf = (error: unknown): string => {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && "code" in error ? String(error.code) : "";
};

type Say = (place: PostgresPlace) => string;

const CHECK = "check AMBON_DATABASE_URL";
const where = ({ host, port }: PostgresPlace): string => `Postgres at ${host}:${port}`;
const ungranted: Say = ({ role, database }) =>
  `The role ${role} may not create or change the game's tables in the database ${database}. ` +
  `Give it that right: CREATE SCHEMA ambon AUTHORIZATION ${role} (docs/guides/operator.md).`;
const badPassword: Say = (place) =>
  `${where(place)} refuses the role ${place.role} or its password; ${CHECK}.`;

/** By SQLSTATE or by the system's code. */
const SENTENCES: Readonly<Record<string, Say>> = {
  ECONNREFUSED: (place) =>
    `${where(place)} takes no connections. Start it, or ${CHECK} for host and port.`,
  ENOTFOUND: (place) => `There is no host called ${place.host}; ${CHECK}.`,
  EAI_AGAIN: (place) => `The host ${place.host} cannot be looked up now; ${CHECK}, or try again.`,
  "28P01": badPassword,
  "28000": badPassword,
  "3D000": (place) =>
    `${where(place)} has no database ${place.database}. ` +
    `Make it: CREATE DATABASE ${place.database} OWNER ${place.role}; or ${CHECK}.`,
  "42501": ungranted,
  "53300": (place) =>
    `${where(place)} has too many connections. Raise its max_connections, or close others.`,
  "57P03": (place) => `${where(place)} is starting up or shutting down. Try again shortly.`,
  "25006": (place) =>
    `${where(place)} takes no writes: it is a standby. Let AMBON_DATABASE_URL name the primary.`,
};

/** What the operator reads when the store cannot be opened. */
export const openSentence = (error: unknown, place: PostgresPlace): string => {
  const say = SENTENCES[sqlState(error) ?? codeOf(error)];
  if (say !== undefined) return say(place);
  if (failureKind(error) === "timeout") {
    return `${where(place)} does not answer. Start it, or ${CHECK} for host and port.`;
  }
  return `${where(place)} cannot be used (${failureReason(error)}); ${CHECK}.`;
};
