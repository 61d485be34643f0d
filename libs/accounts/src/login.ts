/**
 * One login with name and password. The answer for a name that does not exist and for a wrong
 * password is the same, and so is the work: look the name up, read its secrets, verify a hash,
 * count the failure.
 *
 *   find → read secrets → (locked? refuse) → verify → right: reset the count, ticket
 *                                                  → wrong: count, refuse
 *
 * The player is answered as soon as the password is checked; the count is written behind that, and
 * the next attempt on the name begins when it is written.
 */

import type { AuthRecord } from "@ambon/persistence/store";
import { type AccountCall, type AccountReply, type Caller, refuse } from "./account-call.ts";
import type { FoundPlayer } from "./account-jobs.ts";
import { busy, type Desk, storeAway } from "./desk.ts";
import type { Counted } from "./login-failures.ts";
import { shapeOf } from "./names.ts";
import { isTooLong, normalPassword } from "./passwords.ts";

/** Looked up for names nobody can have. */
const NOBODY = "0";
/** A count that others change meanwhile is written at most so often. */
const WRITE_TRIES_MAX = 3;

type LoginCall = Extract<AccountCall, { op: "login" }>;

interface Attempt {
  readonly caller: Caller;
  readonly call: LoginCall;
  /** As in the store, or what was typed when nobody can be called that. */
  readonly name: string;
  readonly lane: string;
}

/** Takes a login call that has passed the address checks. */
export function startLogin(desk: Desk, caller: Caller, call: LoginCall): void {
  const shape = shapeOf(call.name);
  const name = shape.ok ? shape.value : call.name.slice(0, 64);
  const lane = name.toLowerCase();
  const attempt: Attempt = { caller, call, name, lane };
  if (!desk.lanes.enter(lane, () => find(desk, attempt))) desk.jobs.reply(caller, busy());
}

function find(desk: Desk, attempt: Attempt): void {
  desk.jobs.ask({ q: "findByName", name: attempt.name }, (answer) => {
    if (answer.a !== "found") return end(desk, attempt, storeAway());
    readSecrets(desk, attempt, answer.player);
  });
}

function readSecrets(desk: Desk, attempt: Attempt, player: FoundPlayer | undefined): void {
  desk.jobs.ask({ q: "readAuth", playerId: player?.id ?? NOBODY }, (answer) => {
    if (answer.a !== "auth") return end(desk, attempt, storeAway());
    const known =
      player === undefined || answer.auth === undefined ? undefined : { player, auth: answer.auth };
    const counted = known?.auth ?? desk.failures.phantom(attempt.lane);
    const waitMs = desk.failures.waitMs(desk.nowMs, counted);
    if (waitMs > 0) return end(desk, attempt, locked(waitMs));
    verify(desk, attempt, known);
  });
}

interface Known {
  readonly player: FoundPlayer;
  readonly auth: AuthRecord;
}

function verify(desk: Desk, attempt: Attempt, known: Known | undefined): void {
  const typed = normalPassword(attempt.call.password);
  const usable = typed !== "" && !isTooLong(typed);
  const hash = usable ? known?.auth.passwordHash : undefined;
  const password = usable ? typed : "-";
  desk.jobs.ask({ q: "verify", hash: hash ?? desk.unknownNameHash, password }, (answer) => {
    if (answer.a !== "verified") return end(desk, attempt, busy());
    const right = answer.matches && hash !== undefined && known !== undefined;
    if (right) welcome(desk, attempt, known);
    else reject(desk, attempt, known);
  });
}

function welcome(desk: Desk, attempt: Attempt, known: Known): void {
  const { caller } = attempt;
  const ban = desk.banOf({ address: caller.address, name: attempt.name });
  if (ban !== undefined) return end(desk, attempt, refuse("banned", ban));
  desk.jobs.reply(caller, { ok: true, op: "login", ...desk.admissionFor(caller, known.player) });
  const { failures, lockedUntilMs } = known.auth;
  if (failures === 0 && lockedUntilMs === 0) return desk.lanes.leave(attempt.lane);
  count(desk, attempt, known, () => ({ failures: 0, lockedUntilMs: 0 }));
}

function reject(desk: Desk, attempt: Attempt, known: Known | undefined): void {
  const { failures, jobs, nowMs } = desk;
  const after = failures.after(nowMs, known?.auth ?? failures.phantom(attempt.lane));
  const waitMs = failures.waitMs(nowMs, after);
  const message = "That name and password do not belong together. Please try again.";
  jobs.reply(attempt.caller, waitMs > 0 ? locked(waitMs) : refuse("wrongPassword", message));
  if (known !== undefined) {
    count(desk, attempt, known, (auth) => failures.after(nowMs, auth));
    return;
  }
  failures.setPhantom(attempt.lane, after);
  desk.lanes.leave(attempt.lane);
}

/** Writes the count; when somebody was faster, reads it again and counts on top of that. */
function count(
  desk: Desk,
  attempt: Attempt,
  known: Known,
  next: (auth: AuthRecord) => Counted,
  tries = 1,
): void {
  const { player, auth } = known;
  const counted = next(auth);
  const written = { passwordHash: auth.passwordHash, ...counted };
  const question = { q: "writeAuth", playerId: player.id, auth: written } as const;
  desk.jobs.ask({ ...question, version: auth.version }, (answer) => {
    const again = answer.a === "written" && !answer.written && tries < WRITE_TRIES_MAX;
    if (!again) return desk.lanes.leave(attempt.lane);
    desk.jobs.ask({ q: "readAuth", playerId: player.id }, (read) => {
      if (read.a !== "auth" || read.auth === undefined) return desk.lanes.leave(attempt.lane);
      count(desk, attempt, { player, auth: read.auth }, next, tries + 1);
    });
  });
}

function end(desk: Desk, attempt: Attempt, reply: AccountReply): void {
  desk.jobs.reply(attempt.caller, reply);
  desk.lanes.leave(attempt.lane);
}

const locked = (waitMs: number): AccountReply =>
  refuse("locked", "There were too many wrong passwords for this name.", waitMs);
