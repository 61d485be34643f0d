/**
 * What a character may be called: 2 to 16 letters A to Z, which everybody can type, stored as
 * `Hero`; unique without regard to case (the store sees to that). Words that would deceive or
 * confuse are reserved: staff titles, the words of the login dialogue and of protocols, command
 * names (injected), and words that commands read as somebody else.
 */

import { fail, ok, type Result } from "@ambon/kernel/result";

export const NAME_LETTERS_MIN = 2;
export const NAME_LETTERS_MAX = 16;

const RESERVED = [
  // staff and the house
  "admin administrator admins ambon arch archwizard builder coder creator deity dev developer",
  "devs game gamemaster gm gms god gods helper immortal implementor imp moderator moderators mod",
  "mods official operator ops owner root server staff super superuser support sysadmin sysop",
  "system team wiz wizard wizards",
  // the login dialogue and protocols
  "mssp-request mssp screenreader screen-reader guest guests help quit exit who new login logout",
  "connect create register play start begin again back cancel done name password user username",
  "yes no",
  // words that commands read as somebody or something else
  "self me myself all any anyone everybody everyone here him her it nobody none someone somebody",
  "something them there you your the and for with from into out in on at to of",
  "room npc mob player players corpse gold coins item items north south east west up down",
  // values that programs stumble over
  "null undefined true false nan anonymous unknown unnamed test",
].flatMap((line) => line.split(" "));

export interface NameProblem {
  readonly code: "badName" | "reservedName";
  /** For the player: what is wrong and how to mend it. */
  readonly message: string;
}

export class NameRules {
  readonly #reserved: ReadonlySet<string>;

  /** `commandNames`: the words of the command table, in any case. */
  constructor(commandNames: Iterable<string>) {
    this.#reserved = new Set([...RESERVED, ...[...commandNames].map((word) => word.toLowerCase())]);
  }

  /** The name as it is stored, or what is wrong with it. */
  check(typed: string): Result<string, NameProblem> {
    const name = typed.trim();
    if (this.isReserved(name)) {
      const word = clean(name);
      const message = `"${word}" is a word the game uses itself. Please choose another name.`;
      return fail({ code: "reservedName", message });
    }
    return shapeOf(name);
  }

  isReserved(name: string): boolean {
    return this.#reserved.has(name.toLowerCase());
  }
}

/** The shape alone, for names that may exist already. */
export function shapeOf(typed: string): Result<string, NameProblem> {
  const name = typed.trim();
  const wrong = mistakeIn(name);
  if (wrong !== undefined) return fail({ code: "badName", message: wrong });
  return ok(name.slice(0, 1).toUpperCase() + name.slice(1).toLowerCase());
}

function mistakeIn(name: string): string | undefined {
  if (name === "") return "Please type a name.";
  if (/\s/u.test(name)) return "A name is one word: please leave the spaces out.";
  if (/\p{Nd}/u.test(name)) return "A name has no digits: please use letters only.";
  if (/[\p{L}\p{M}]/u.test(name.replace(/[A-Za-z]/g, ""))) {
    return "A name has only the letters A to Z, so that everybody can type it.";
  }
  if (/[^A-Za-z]/u.test(name)) {
    return "A name has letters only: please leave signs and punctuation out.";
  }
  if (name.length < NAME_LETTERS_MIN) {
    return `A name has at least ${NAME_LETTERS_MIN} letters: please choose a longer one.`;
  }
  if (name.length > NAME_LETTERS_MAX) {
    const most = `${NAME_LETTERS_MAX} letters (yours has ${name.length})`;
    return `A name has at most ${most}: please choose a shorter one.`;
  }
  return undefined;
}

/** What a player typed may be shown back only without its controls. */
const clean = (text: string): string => text.replace(/[^\p{L}\p{N}-]/gu, "");
