/**
 * One new character: what was chosen is checked, the password hashed, and the store decides who
 * gets the name when two want it at the same moment.
 */

import { type AccountCall, type AccountReply, type Caller, refuse } from "./account-call.ts";
import { busy, type Desk, storeAway } from "./desk.ts";
import { normalPassword, passwordMistake } from "./passwords.ts";

type CreateCall = Extract<AccountCall, { op: "create" }>;

/** What is wrong with the choices themselves; the name as it will be stored when nothing is. */
export function checkCreation(
  desk: Desk,
  caller: Caller,
  call: CreateCall,
): { readonly name: string } | { readonly refusal: AccountReply } {
  const name = desk.rules.check(call.name);
  if (!name.ok) return { refusal: refuse(name.error.code, name.error.message) };
  const mistake = passwordMistake(call.password, name.value);
  if (mistake !== undefined) return { refusal: refuse("badPassword", mistake) };
  const choice = desk.choiceMistake(call.race, call.class);
  if (choice !== undefined) return { refusal: refuse("badChoice", choice) };
  const ban = desk.banOf({ address: caller.address, name: name.value });
  if (ban !== undefined) return { refusal: refuse("banned", ban) };
  return { name: name.value };
}

/** Takes a create call whose choices are right and which has passed the address checks. */
export function startCreation(desk: Desk, caller: Caller, call: CreateCall, name: string): void {
  const lane = `new ${name.toLowerCase()}`;
  const end = (reply: AccountReply): void => {
    desk.jobs.reply(caller, reply);
    desk.lanes.leave(lane);
  };
  const create = (passwordHash: string): void => {
    const { race, class: class_, screenReader } = call;
    const question = { q: "createPlayer", name, passwordHash, race, class: class_ } as const;
    desk.jobs.ask({ ...question, screenReader }, (answer) => {
      if (answer.a === "nameTaken") end(nameTaken(name));
      else if (answer.a !== "created") end(storeAway());
      else end({ ok: true, op: "create", ...desk.admissionFor(caller, answer.player) });
    });
  };
  const hash = (): void => {
    desk.jobs.ask({ q: "hash", password: normalPassword(call.password) }, (answer) => {
      if (answer.a === "hashed") create(answer.hash);
      else end(busy());
    });
  };
  const entered = desk.lanes.enter(lane, () => {
    desk.jobs.ask({ q: "findByName", name }, (answer) => {
      if (answer.a !== "found") end(storeAway());
      else if (answer.player !== undefined) end(nameTaken(name));
      else hash();
    });
  });
  if (!entered) desk.jobs.reply(caller, busy());
}

const nameTaken = (name: string): AccountReply =>
  refuse("nameTaken", `Somebody else is called ${name}. Please choose another name.`);
