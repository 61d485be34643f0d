/** Everything is decided: the engine makes the character, or says which answer must change. */

import { choose } from "./choice-question.ts";
import type { AccountRefusal, LoginPhase } from "./login-phase.ts";
import { nameQuestion } from "./name-question.ts";
import { newPasswordQuestion } from "./new-password-question.ts";
import { withWait } from "./refusal.ts";

export const create = (login: LoginPhase): void => {
  const { name, password, race, class: className } = login.draft;
  const { screenReader } = login.session;
  login.authenticate(
    { op: "create", name, password, race, class: className, screenReader },
    (refusal) => refused(login, refusal),
    nameQuestion,
  );
};

const refused = (login: LoginPhase, refusal: AccountRefusal): void => {
  const sentence = withWait(refusal);
  if (refusal.code === "badPassword") {
    login.refuse(refusal.code, sentence, newPasswordQuestion);
  } else if (refusal.code === "badChoice") {
    login.session.client.notice("error", sentence);
    login.draft.class = "";
    choose(login, "race");
  } else {
    // Taken at the same moment, locked, store away: only the beginning helps.
    login.refuse(refusal.code, sentence, nameQuestion);
  }
};
