/** The password of a new character, typed twice because it cannot be seen. */

import { choose } from "./choice-question.ts";
import { create } from "./create.ts";
import type { Question } from "./login-phase.ts";
import { LOGIN_TEXT } from "./login-text.ts";
import { readPassword } from "./refusal.ts";

export const newPasswordQuestion: Question = {
  label: () => "New password",
  secret: true,
  answer: (login, typed) => {
    const password = readPassword(typed);
    if (password === "") login.again(LOGIN_TEXT.emptyNewPassword, newPasswordQuestion);
    else {
      login.draft.password = password;
      login.ask(repeatPasswordQuestion);
    }
  },
};

const repeatPasswordQuestion: Question = {
  label: () => "Password again",
  secret: true,
  answer: (login, typed) => {
    if (readPassword(typed) !== login.draft.password) {
      login.again(LOGIN_TEXT.differentPasswords, newPasswordQuestion);
    } else if (login.draft.class === "") choose(login, "race");
    // All else was decided before: only the password had to be another one.
    else create(login);
  },
};
