// Goal: the account service answers as the dialogue promises, whatever order the store and the
// hasher answer in. The outside is played by `Outside`: a little store and a hash that is readable.

import assert from "node:assert/strict";
import { test } from "node:test";
import { limitsWith } from "@ambon/kernel/limits";
import type { AccountCall, AccountReply } from "./account-call.ts";
import type { AccountEffect, Answer, Question } from "./account-jobs.ts";
import { AccountService } from "./account-service.ts";
import { ATTEMPTS_PER_NAME_MAX } from "./name-lanes.ts";
import { NameRules } from "./names.ts";

const LIMITS = limitsWith({ HASH_QUEUE: 6 });
const PASSWORD = "correct horse";
const NOBODYS_HASH = "hash of nobody";

interface Row {
  readonly id: string;
  readonly name: string;
  passwordHash: string;
  failures: number;
  lockedUntilMs: number;
  version: number;
}

type Asked = Extract<AccountEffect, { e: "ask" }>;

class Outside {
  readonly rows = new Map<string, Row>();
  readonly asked: Question[] = [];
  readonly replies: { readonly requestId: number; readonly reply: AccountReply }[] = [];
  readonly waiting: Asked[] = [];
  readonly service: AccountService;
  nowMs = 1_000_000;
  storeAway = false;
  banned: string | undefined;
  #requests = 0;

  constructor() {
    this.service = new AccountService({
      limits: LIMITS,
      rules: new NameRules(["look"]),
      unknownNameHash: NOBODYS_HASH,
      banOf: (_nowMs, { name, address }) =>
        this.banned !== undefined && (name === this.banned || address === this.banned)
          ? "You are banned."
          : undefined,
      choiceMistake: (race) => (race === "human" ? undefined : `There is no race "${race}".`),
      admissionFor: (_nowMs, caller, player) => ({
        ticket: `ticket ${caller.sessionId} ${player.id}`,
      }),
    });
    this.add("Hero");
  }

  add(name: string): Row {
    const id = String(this.rows.size + 1);
    const row = {
      id,
      name,
      passwordHash: `hash of ${PASSWORD}`,
      failures: 0,
      lockedUntilMs: 0,
      version: 1,
    };
    this.rows.set(name.toLowerCase(), row);
    return row;
  }

  /** Sends a call; its number. */
  send(call: AccountCall, address = "127.0.0.1"): number {
    this.#requests += 1;
    const caller = { gateway: "g", requestId: this.#requests, sessionId: "s", address };
    this.#take(this.service.step(this.nowMs, [{ t: "call", caller, call }]));
    return this.#requests;
  }

  /** Answers one waiting question. */
  answerOne(): boolean {
    const asked = this.waiting.shift();
    if (asked === undefined) return false;
    const answer = this.#answer(asked.question);
    this.#take(this.service.step(this.nowMs, [{ t: "answer", job: asked.job, answer }]));
    return true;
  }

  answerAll(): void {
    while (this.answerOne());
  }

  /** The reply to a call whose questions are all answered. */
  call(call: AccountCall, address?: string): AccountReply {
    const requestId = this.send(call, address);
    this.answerAll();
    return this.replyTo(requestId);
  }

  replyTo(requestId: number): AccountReply {
    const found = this.replies.filter((entry) => entry.requestId === requestId);
    assert.equal(found.length, 1, `call ${requestId} got ${found.length} replies`);
    return (found[0] as { reply: AccountReply }).reply;
  }

  #take(effects: readonly AccountEffect[]): void {
    for (const effect of effects) {
      if (effect.e === "ask") {
        this.asked.push(effect.question);
        this.waiting.push(effect);
      } else this.replies.push({ requestId: effect.caller.requestId, reply: effect.reply });
    }
  }

  #answer(question: Question): Answer {
    if (question.q === "verify") {
      return { a: "verified", matches: question.hash === `hash of ${question.password}` };
    }
    if (question.q === "hash") return { a: "hashed", hash: `hash of ${question.password}` };
    if (this.storeAway) return { a: "failed" };
    if (question.q === "findByName") {
      const row = this.rows.get(question.name.toLowerCase());
      const player =
        row === undefined ? undefined : { id: row.id, name: row.name, owner: null, room: null };
      return { a: "found", player };
    }
    if (question.q === "createPlayer") {
      if (this.rows.has(question.name.toLowerCase())) return { a: "nameTaken" };
      const row = this.add(question.name);
      row.passwordHash = question.passwordHash;
      return { a: "created", player: { id: row.id, name: row.name, owner: null, room: null } };
    }
    return this.#secrets(question);
  }

  #secrets(question: Extract<Question, { q: "readAuth" | "writeAuth" }>): Answer {
    const row = [...this.rows.values()].find((one) => one.id === question.playerId);
    if (question.q === "readAuth") return { a: "auth", auth: row === undefined ? row : { ...row } };
    if (row === undefined || row.version !== question.version)
      return { a: "written", written: false };
    Object.assign(row, question.auth, { version: row.version + 1 });
    return { a: "written", written: true };
  }
}

const login = (name: string, password = PASSWORD): AccountCall => ({ op: "login", name, password });
const create = (name: string, more: Partial<Extract<AccountCall, { op: "create" }>> = {}) =>
  ({
    op: "create",
    name,
    password: PASSWORD,
    race: "human",
    class: "mage",
    screenReader: false,
    ...more,
  }) as const;
const codeOf = (reply: AccountReply): string => (reply.ok ? "ok" : reply.code);
const messageOf = (reply: AccountReply): string => (reply.ok ? "" : reply.message);

test("[AC6] a name is checked: exists, free, badly formed, reserved", () => {
  const outside = new Outside();
  const check = (name: string): AccountReply => outside.call({ op: "checkName", name });
  assert.deepEqual(check("hERO"), { ok: true, op: "checkName", exists: true, name: "Hero" });
  assert.deepEqual(check("nova"), { ok: true, op: "checkName", exists: false, name: "Nova" });
  assert.equal(codeOf(check("x")), "badName");
  assert.equal(codeOf(check("look")), "reservedName");
  assert.equal(codeOf(check("mssp-request")), "reservedName");
  outside.add("Look");
  assert.deepEqual(check("look"), { ok: true, op: "checkName", exists: true, name: "Look" });
});

test("[AC7] the right password gives a ticket for the session", () => {
  const outside = new Outside();
  const reply = outside.call(login("hero"));
  assert.deepEqual(reply, { ok: true, op: "login", ticket: "ticket s 1" });
  assert.deepEqual(
    outside.asked.map(({ q }) => q),
    ["findByName", "readAuth", "verify"],
  );
});

test("[AC8] an unknown name and a wrong password get the same answer for the same work", () => {
  const known = new Outside();
  const unknown = new Outside();
  const wrong = known.call(login("Hero", "wrong horse"));
  assert.equal(codeOf(wrong), "wrongPassword");
  for (const name of ["Nobody", "x", "Hero 7", "\u0000", ""]) {
    unknown.asked.length = 0;
    assert.deepEqual(unknown.call(login(name, "wrong horse")), wrong);
    assert.deepEqual(
      unknown.asked.map(({ q }) => q),
      ["findByName", "readAuth", "verify"],
    );
  }
  const work = known.asked.map(({ q }) => q);
  assert.deepEqual(work, ["findByName", "readAuth", "verify", "writeAuth"]);
});

test("[AC8] the answer does not wait for the failure to be written", () => {
  const outside = new Outside();
  const requestId = outside.send(login("Hero", "wrong horse"));
  for (let count = 0; count < 3; count += 1) outside.answerOne();
  assert.equal(codeOf(outside.replyTo(requestId)), "wrongPassword");
  assert.equal(outside.waiting[0]?.question.q, "writeAuth");
});

test("[AC8] an empty or overlong password is work for nobody's hash, and wrong", () => {
  const outside = new Outside();
  for (const password of ["", "x".repeat(100_000)]) {
    assert.equal(codeOf(outside.call(login("Hero", password))), "wrongPassword");
    const verify = outside.asked.findLast(({ q }) => q === "verify");
    assert.deepEqual(verify, { q: "verify", hash: NOBODYS_HASH, password: "-" });
  }
});

test("[AC9] five wrong passwords lock a name for a minute, whether it exists or not", () => {
  for (const name of ["Hero", "Nobody"]) {
    const outside = new Outside();
    for (let count = 1; count < LIMITS.LOGIN_FAILURES; count += 1) {
      assert.equal(codeOf(outside.call(login(name, "wrong horse"))), "wrongPassword");
    }
    const last = outside.call(login(name, "wrong horse"));
    assert.equal(codeOf(last), "locked");
    assert.equal(messageOf(last), "There were too many wrong passwords for this name.");
    assert.equal(last.ok ? 0 : last.retryMs, LIMITS.LOGIN_LOCK_MS);
    outside.nowMs += LIMITS.LOGIN_LOCK_MS - 1;
    const locked = outside.call(login(name));
    assert.deepEqual(locked.ok ? 0 : locked.retryMs, 1);
    outside.nowMs += 1;
    assert.equal(codeOf(outside.call(login(name))), name === "Hero" ? "ok" : "wrongPassword");
  }
});

test("[AC9] the count is kept with the player and ends with the right password", () => {
  const outside = new Outside();
  for (let count = 0; count < 3; count += 1) outside.call(login("Hero", "wrong horse"));
  assert.equal(outside.rows.get("hero")?.failures, 3);
  assert.equal(codeOf(outside.call(login("Hero"))), "ok");
  assert.equal(outside.rows.get("hero")?.failures, 0);
});

test("[AC9] failures that another engine counts at the same moment all count", () => {
  const outside = new Outside();
  outside.send(login("Hero", "wrong horse"));
  for (let count = 0; count < 3; count += 1) outside.answerOne();
  const row = outside.rows.get("hero") as Row;
  row.failures = 2;
  row.version += 1;
  outside.answerAll();
  assert.equal(row.failures, 3);
});

test("[AC9] attempts on one name are taken one after the other, and only a few may wait", () => {
  const outside = new Outside();
  const ids: number[] = [];
  for (let count = 0; count <= ATTEMPTS_PER_NAME_MAX; count += 1) {
    ids.push(outside.send(login("Hero", "wrong horse")));
  }
  assert.equal(outside.waiting.length, 1);
  assert.equal(codeOf(outside.replyTo(ids.at(-1) as number)), "busy");
  outside.answerAll();
  assert.equal(outside.rows.get("hero")?.failures, ATTEMPTS_PER_NAME_MAX);
  assert.equal(outside.service.open, 0);
});

test("[AC10] too many tries from one address are refused with the waiting time", () => {
  const outside = new Outside();
  const address = "192.0.2.7";
  for (let count = 0; count < LIMITS.LOGINS_PER_MINUTE; count += 1) {
    assert.equal(codeOf(outside.call(login("Hero"), address)), "ok");
  }
  const refused = outside.call(login("Hero"), address);
  assert.equal(messageOf(refused), "There were too many logins from your address.");
  assert.equal(refused.ok ? 0 : refused.retryMs, 6000);
  assert.equal(codeOf(outside.call(create("Nova"), address)), "locked");
  assert.equal(codeOf(outside.call({ op: "checkName", name: "Nova" }, address)), "ok");
});

test("[AC11] a new character is created with its choices and gets a ticket", () => {
  const outside = new Outside();
  const reply = outside.call(create("nova", { screenReader: true }));
  assert.deepEqual(reply, { ok: true, op: "create", ticket: "ticket s 2" });
  assert.deepEqual(outside.asked.at(-1), {
    q: "createPlayer",
    name: "Nova",
    passwordHash: `hash of ${PASSWORD}`,
    race: "human",
    class: "mage",
    screenReader: true,
  });
  assert.equal(codeOf(outside.call(login("Nova"))), "ok");
});

test("[AC12] wrong choices are refused before any work is done", () => {
  const outside = new Outside();
  assert.equal(codeOf(outside.call(create("x"))), "badName");
  assert.equal(codeOf(outside.call(create("look"))), "reservedName");
  assert.equal(codeOf(outside.call(create("Nova", { password: "short" }))), "badPassword");
  assert.equal(codeOf(outside.call(create("Nova", { race: "dragon" }))), "badChoice");
  assert.deepEqual(outside.asked, []);
});

test("[AC13] of two who want one name at the same moment one gets it, the other may choose again", () => {
  const outside = new Outside();
  assert.equal(codeOf(outside.call(create("hero"))), "nameTaken");
  const raced = new Outside();
  const requestId = raced.send(create("Nova"));
  raced.answerOne();
  raced.answerOne();
  raced.add("Nova");
  raced.answerAll();
  const reply = raced.replyTo(requestId);
  assert.equal(codeOf(reply), "nameTaken");
  assert.match(messageOf(reply), /Somebody else is called Nova\. Please choose another name\./);
});

test("[AC14] with the store away every call says so and asks to try again", () => {
  const outside = new Outside();
  outside.storeAway = true;
  for (const call of [login("Hero"), create("Nova"), { op: "checkName", name: "Hero" } as const]) {
    const reply = outside.call(call);
    assert.equal(codeOf(reply), "storeAway");
    assert.match(messageOf(reply), /try again shortly; nothing is lost/);
    assert.equal(reply.ok ? 0 : reply.retryMs, 2000);
  }
  outside.storeAway = false;
  assert.equal(codeOf(outside.call(login("Hero"))), "ok");
});

test("[AC15] more attempts than the hash queue holds are told to come back", () => {
  const outside = new Outside();
  const names = ["Aa", "Bb", "Cc", "Dd", "Ee", "Ff", "Gg"];
  const ids = names.map((name) => outside.send(login(name)));
  assert.equal(LIMITS.HASH_QUEUE, names.length - 1);
  const refused = outside.replyTo(ids.at(-1) as number);
  assert.deepEqual([codeOf(refused), refused.ok ? 0 : refused.retryMs], ["busy", 2000]);
  outside.answerAll();
  assert.equal(codeOf(outside.call(login("Hero"))), "ok");
});

test("[AC16] the banned are refused: an address at once, a name after its right password", () => {
  const outside = new Outside();
  outside.banned = "192.0.2.7";
  for (const call of [login("Hero"), create("Nova"), { op: "checkName", name: "Hero" } as const]) {
    assert.equal(codeOf(outside.call(call, "192.0.2.7")), "banned");
  }
  assert.deepEqual(outside.asked, []);
  outside.banned = "Hero";
  assert.equal(codeOf(outside.call(login("Hero", "wrong horse"))), "wrongPassword");
  assert.equal(codeOf(outside.call(login("hero"))), "banned");
  outside.banned = "Nova";
  assert.equal(codeOf(outside.call(create("nova"))), "banned");
});

test("[AC17] an answer delivered twice, or to no question, changes nothing", () => {
  const outside = new Outside();
  const requestId = outside.send(login("Hero"));
  const job = outside.waiting[0]?.job ?? 0;
  const answer: Answer = { a: "failed" };
  outside.answerAll();
  const late = [
    { t: "answer", job, answer },
    { t: "answer", job: 424_242, answer },
  ] as const;
  assert.deepEqual(outside.service.step(outside.nowMs, late), []);
  assert.equal(codeOf(outside.replyTo(requestId)), "ok");
});
