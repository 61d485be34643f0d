/** The password of a known character; the third wrong one ends the connection. */

import { LOGINS } from "../metric-names.ts";
import type { AccountRefusal, LoginPhase, Question } from "./login-phase.ts";
import { LOGIN_TEXT } from "./login-text.ts";
import { nameQuestion } from "./name-question.ts";
import { readPassword, withWait } from "./refusal.ts";

export const WRONG_PASSWORDS_MAX = 3;

export const passwordQuestion: Question = {
  label: () => "Password",
  secret: true,
  answer: (login, typed) => {
    const password = readPassword(typed);
    if (password === "") {
      login.again(LOGIN_TEXT.emptyPassword, passwordQuestion);
      return;
    }
    const { name } = login.draft;
    const onRefusal = (refusal: AccountRefusal): void => refused(login, refusal);
    login.authenticate({ op: "login", name, password }, onRefusal, nameQuestion);
  },
};

const refused = (login: LoginPhase, refusal: AccountRefusal): void => {
  if (refusal.code !== "wrongPassword") {
    // Busy passes in a moment; a locked name or a store that is away will not.
    const next = refusal.code === "busy" ? passwordQuestion : nameQuestion;
    login.refuse(refusal.code, withWait(refusal), next);
    return;
  }
  login.draft.wrongPasswords += 1;
  if (login.draft.wrongPasswords < WRONG_PASSWORDS_MAX) {
    login.refuse(refusal.code, withWait(refusal), passwordQuestion);
    return;
  }
  login.session.shared.metrics.count(LOGINS, 1, { outcome: refusal.code });
  login.session.client.notice("error", refusal.message);
  login.session.bye("kicked", LOGIN_TEXT.tooManyPasswords);
};
