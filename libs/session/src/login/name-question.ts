/** Who are you? Known names go on to the password, new ones to the creation. */

import { sanitizeLine } from "@ambon/kernel/sanitize";
import { isMsspRequest } from "@ambon/telnet/mssp-text";
import { confirmQuestion } from "./confirm-question.ts";
import type { LoginPhase, Question } from "./login-phase.ts";
import { LOGIN_TEXT } from "./login-text.ts";
import { passwordQuestion } from "./password-question.ts";
import { withWait } from "./refusal.ts";

/** Longer than any name may be: the engine says what is wrong with shorter ones. */
export const NAME_LENGTH_MAX = 64;

export const nameQuestion: Question = {
  label: () => "Name",
  answer: (login, typed) => {
    const name = sanitizeLine(typed, NAME_LENGTH_MAX + 1);
    if (isMsspRequest(typed) && tellsCrawler(login)) login.ask(nameQuestion);
    else if (name === "") login.again(LOGIN_TEXT.emptyName, nameQuestion);
    else if (name.length > NAME_LENGTH_MAX) login.again(LOGIN_TEXT.longName, nameQuestion);
    else if (name.toLowerCase() === "screenreader") useScreenReader(login);
    else checkName(login, name);
  },
};

/** A crawler asks what this is: no attempt to log in. */
const tellsCrawler = (login: LoginPhase): boolean => login.session.client.tellCrawler?.() ?? false;

const useScreenReader = (login: LoginPhase): void => {
  login.session.screenReader = true;
  login.session.client.useScreenReader();
  login.session.client.notice("info", LOGIN_TEXT.screenReader);
  login.ask(nameQuestion);
};

const checkName = (login: LoginPhase, name: string): void => {
  login.call(
    { op: "checkName", name },
    (reply) => {
      if (reply.op !== "checkName") return;
      login.draft.name = reply.name;
      login.draft.class = "";
      if (reply.exists) login.ask(passwordQuestion);
      else {
        login.session.client.notice("info", LOGIN_TEXT.newName(reply.name));
        login.ask(confirmQuestion);
      }
    },
    (refusal) => login.refuse(refusal.code, withWait(refusal), nameQuestion),
  );
};
