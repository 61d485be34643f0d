/** Race and class: chosen by number, by name or by the beginning of a name. */

import type { CatalogEntry } from "@ambon/bus/frames";
import { suggest } from "@ambon/kernel/did-you-mean";
import { sanitizeLine } from "@ambon/kernel/sanitize";
import { heading, line, styled, text } from "@ambon/markup/build";
import type { Markup } from "@ambon/markup/tree";
import { create } from "./create.ts";
import type { LoginPhase, Question } from "./login-phase.ts";

type Kind = "race" | "class";

const ANSWER_LENGTH_MAX = 64;

/** Shows what there is to choose from and asks. */
export const choose = (login: LoginPhase, kind: Kind): void => {
  login.session.client.say("system", choices(kind, entriesOf(login, kind)));
  login.ask(QUESTIONS[kind]);
};

const question = (kind: Kind): Question => ({
  label: () => (kind === "race" ? "Race" : "Class"),
  answer: (login, typed) => {
    const answer = sanitizeLine(typed, ANSWER_LENGTH_MAX);
    const found = find(entriesOf(login, kind), answer);
    if (typeof found === "string") {
      login.again(found, QUESTIONS[kind]);
      return;
    }
    login.draft[kind] = found.id;
    const chosen = text("You will be ", styled("key", found.name), ".");
    login.session.client.say("system", chosen);
    if (kind === "race") choose(login, "class");
    else create(login);
  },
});

const QUESTIONS: Readonly<Record<Kind, Question>> = {
  race: question("race"),
  class: question("class"),
};

const entriesOf = (login: LoginPhase, kind: Kind): readonly CatalogEntry[] =>
  (kind === "race" ? login.catalog?.races : login.catalog?.classes) ?? [];

const choices = (kind: Kind, entries: readonly CatalogEntry[]): Markup => [
  heading(`Choose a ${kind} by its name or number`),
  ...entries.map((entry, at) =>
    line(`${at + 1}. `, styled("key", entry.name), `: ${entry.description}`),
  ),
];

/** The entry that is meant, or a sentence that says why it is not clear. */
const find = (entries: readonly CatalogEntry[], answer: string): CatalogEntry | string => {
  const names = entries.map((entry) => entry.name);
  if (answer === "") return `Please type one of these: ${names.join(", ")}.`;
  if (/^\d+$/.test(answer)) {
    return entries[Number(answer) - 1] ?? `Please choose a number from 1 to ${entries.length}.`;
  }
  const lower = answer.toLowerCase();
  const exact = entries.find((entry) => entry.name.toLowerCase() === lower || entry.id === lower);
  if (exact !== undefined) return exact;
  const begun = entries.filter((entry) => entry.name.toLowerCase().startsWith(lower));
  const [only] = begun;
  if (only !== undefined && begun.length === 1) return only;
  if (begun.length > 1) {
    const meant = begun.map((entry) => entry.name).join(" or ");
    return `That could be ${meant}. Please type more of it.`;
  }
  const [near] = suggest(answer, names, 1);
  const hint =
    near === undefined ? `Choose one of these: ${names.join(", ")}.` : `Did you mean ${near}?`;
  return `There is no ${answer} to choose. ${hint}`;
};
