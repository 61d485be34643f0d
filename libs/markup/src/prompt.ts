/**
 * The player's own prompt: a template with placeholders, filled in at the edge.
 *
 * `%h %H` hit points now and whole · `%m %M` mana now and full · `%g` gold · `%x` experience to
 * the next level · `%l` level · `%r` room · `%e` enemy · `%%` a percent sign. Any other `%` stays
 * as it is; an empty template means no prompt at all.
 */

import { fail, ok, type Result } from "@ambon/kernel/result";
import { stripUnsafe } from "@ambon/kernel/sanitize";
import { cleanText } from "./display-width.ts";

export const MAX_PROMPT_TEMPLATE = 120;
export const DEFAULT_PROMPT = "%h/%Hhp %m/%Mm> ";

/** Placeholder letter → the value it shows. */
export const PROMPT_FIELDS = {
  h: "hp",
  H: "maxHp",
  m: "mana",
  M: "maxMana",
  g: "gold",
  x: "xpToLevel",
  l: "level",
  r: "room",
  e: "enemy",
} as const;

export type PromptField = (typeof PROMPT_FIELDS)[keyof typeof PROMPT_FIELDS];
export type PromptData = Readonly<Partial<Record<PromptField, number | string>>>;

const fieldOf = (letter: string): PromptField | undefined =>
  Object.hasOwn(PROMPT_FIELDS, letter)
    ? PROMPT_FIELDS[letter as keyof typeof PROMPT_FIELDS]
    : undefined;

/** The prompt's text, without a line end; a value that is not known shows as "?". */
export const fillPrompt = (template: string, values: PromptData): string => {
  let out = "";
  let at = 0;
  for (;;) {
    const percent = template.indexOf("%", at);
    if (percent < 0 || percent === template.length - 1) return cleanText(out + template.slice(at));
    out += template.slice(at, percent);
    const letter = template.charAt(percent + 1);
    const field = fieldOf(letter);
    if (field !== undefined) out += String(values[field] ?? "?");
    else out += letter === "%" ? "%" : `%${letter}`;
    at = percent + 2;
  }
};

/** The template as it may be kept, or a sentence for the player. */
export const checkPromptTemplate = (raw: string): Result<string, string> => {
  const template = stripUnsafe(raw);
  if (template.length <= MAX_PROMPT_TEMPLATE) return ok(template);
  return fail(
    `That prompt has ${template.length} characters; at most ${MAX_PROMPT_TEMPLATE} are possible.`,
  );
};
