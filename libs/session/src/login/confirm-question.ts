/** A new name: is it meant? A typing mistake must not make a character. */

import type { Question } from "./login-phase.ts";
import { LOGIN_TEXT } from "./login-text.ts";
import { nameQuestion } from "./name-question.ts";
import { newPasswordQuestion } from "./new-password-question.ts";

export const confirmQuestion: Question = {
  label: (login) => LOGIN_TEXT.confirm(login.draft.name),
  answer: (login, typed) => {
    const answer = typed.trim().toLowerCase();
    if (answer === "y" || answer === "yes") login.ask(newPasswordQuestion);
    else if (answer === "n" || answer === "no") login.ask(nameQuestion);
    else login.again(LOGIN_TEXT.yesOrNo, confirmQuestion);
  },
};
