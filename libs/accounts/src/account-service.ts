/**
 * The account service of an engine: answers `checkName`, `login` and `create`.
 *
 * `step(nowMs, inbox)` takes calls and the answers to earlier questions and gives replies and new
 * questions (account-jobs.ts). Nothing waits here; every question is answered exactly once.
 *
 * Bounds: HASH_QUEUE attempts (logins and creations) under way, ATTEMPTS_PER_NAME_MAX for one name,
 * NAME_CHECKS_MAX open name checks; beyond any of them the reply is `busy`. LOGINS_PER_MINUTE
 * attempts per address, LOGIN_FAILURES wrong passwords per name and then LOGIN_LOCK_MS: `locked`.
 */

import type { Limits } from "@ambon/kernel/limits";
import { type AccountCall, type Admission, type Caller, refuse } from "./account-call.ts";
import { type AccountEffect, type AccountInput, type FoundPlayer, Jobs } from "./account-jobs.ts";
import { AddressThrottle } from "./address-throttle.ts";
import { checkCreation, startCreation } from "./creation.ts";
import { busy, type Desk, storeAway } from "./desk.ts";
import { startLogin } from "./login.ts";
import { LoginFailures } from "./login-failures.ts";
import { NameLanes } from "./name-lanes.ts";
import { type NameRules, shapeOf } from "./names.ts";

/** Questions of all kinds that may be open before name checks are refused. */
export const NAME_CHECKS_MAX = 1000;

export interface AccountServiceOptions {
  readonly limits: Pick<
    Limits,
    "HASH_QUEUE" | "LOGINS_PER_MINUTE" | "LOGIN_FAILURES" | "LOGIN_LOCK_MS"
  >;
  readonly rules: NameRules;
  /** Hash verified for names that do not exist; same cost as a real one. */
  readonly unknownNameHash: string;
  /** A sentence when the visitor is banned. */
  readonly banOf: (
    nowMs: number,
    visitor: { address: string; name?: string },
  ) => string | undefined;
  /** A sentence when there is no such race or class. */
  readonly choiceMistake: (race: string, class_: string) => string | undefined;
  /** Lets the player in, here or at another engine. */
  readonly admissionFor: (nowMs: number, caller: Caller, player: FoundPlayer) => Admission;
}

export class AccountService {
  readonly #options: AccountServiceOptions;
  readonly #jobs = new Jobs();
  readonly #lanes: NameLanes;
  readonly #failures: LoginFailures;
  readonly #throttle: AddressThrottle;
  readonly #desk: Desk;
  #nowMs = 0;

  constructor(options: AccountServiceOptions) {
    this.#options = options;
    this.#lanes = new NameLanes(options.limits.HASH_QUEUE);
    this.#failures = new LoginFailures(options.limits);
    this.#throttle = new AddressThrottle(options.limits.LOGINS_PER_MINUTE);
    this.#desk = this.#makeDesk();
  }

  /** Questions that wait for an answer. */
  get open(): number {
    return this.#jobs.size;
  }

  /** `nowMs` is wall time: locks are kept in the store as points in time. */
  step(nowMs: number, inbox: readonly AccountInput[]): AccountEffect[] {
    this.#nowMs = nowMs;
    for (const input of inbox) {
      if (input.t === "call") this.#call(input.caller, input.call);
      else this.#jobs.answer(input.job, input.answer);
    }
    return this.#jobs.takeEffects();
  }

  #call(caller: Caller, call: AccountCall): void {
    const ban = this.#desk.banOf({ address: caller.address });
    if (ban !== undefined) this.#jobs.reply(caller, refuse("banned", ban));
    else if (call.op === "checkName") this.#checkName(caller, call.name);
    else if (call.op === "login") {
      if (this.#mayTry(caller)) startLogin(this.#desk, caller, call);
    } else {
      const checked = checkCreation(this.#desk, caller, call);
      if ("refusal" in checked) this.#jobs.reply(caller, checked.refusal);
      else if (this.#mayTry(caller)) startCreation(this.#desk, caller, call, checked.name);
    }
  }

  /** Names that exist may be reserved by now: those players still come in. */
  #checkName(caller: Caller, typed: string): void {
    const { rules } = this.#options;
    const checked = rules.check(typed);
    const shape = shapeOf(typed);
    if (!shape.ok) {
      const { code, message } = checked.ok ? shape.error : checked.error;
      this.#jobs.reply(caller, refuse(code, message));
      return;
    }
    const name = shape.value;
    if (this.#jobs.size >= NAME_CHECKS_MAX) {
      this.#jobs.reply(caller, busy());
      return;
    }
    this.#jobs.ask({ q: "findByName", name }, (answer) => {
      if (answer.a !== "found") this.#jobs.reply(caller, storeAway());
      else if (answer.player === undefined && !checked.ok) {
        this.#jobs.reply(caller, refuse(checked.error.code, checked.error.message));
      } else {
        const exists = answer.player !== undefined;
        this.#jobs.reply(caller, { ok: true, op: "checkName", exists, name });
      }
    });
  }

  #mayTry(caller: Caller): boolean {
    const waitMs = this.#throttle.take(this.#nowMs, caller.address);
    if (waitMs > 0) {
      const message = "There were too many logins from your address.";
      this.#jobs.reply(caller, refuse("locked", message, waitMs));
      return false;
    }
    if (!this.#lanes.isFull) return true;
    this.#jobs.reply(caller, busy());
    return false;
  }

  #makeDesk(): Desk {
    const service = this;
    const options = this.#options;
    return {
      get nowMs() {
        return service.#nowMs;
      },
      jobs: this.#jobs,
      lanes: this.#lanes,
      failures: this.#failures,
      rules: options.rules,
      unknownNameHash: options.unknownNameHash,
      banOf: (visitor) => options.banOf(this.#nowMs, visitor),
      choiceMistake: options.choiceMistake,
      admissionFor: (caller, player) => options.admissionFor(this.#nowMs, caller, player),
    };
  }
}
