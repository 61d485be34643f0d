/** The secret of roles that meet others over a network: given, shared, and not guessable. */

import { OperatorError } from "@ambon/kernel/operator-error";

/** Whoever can guess a secret can open links and sign tickets. */
const DISTINCT_MIN = 8;
/** Beginnings of secrets that stand in examples everywhere: whoever left one in is refused. */
const EXAMPLES = ["changeme", "changethis", "example", "placeholder", "yoursecret", "secretsecret"];
const ROWS = ["0123456789", "1234567890", "abcdefghij", "qwertyuiop"];

const HOW =
  "Set it to the same value for all processes of the game, made by chance: openssl rand -hex 32";

const isGuessable = (secret: string): boolean => {
  const plain = secret.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  if (new Set(secret).size < DISTINCT_MIN) return true;
  return [...EXAMPLES, ...ROWS].some((word) => plain.startsWith(word));
};

/** What was given as AMBON_SECRET. Throws OperatorError when it is missing or guessable. */
export const sharedSecret = (given: string | undefined): string => {
  if (given === undefined) throw new OperatorError(`AMBON_SECRET is not set. ${HOW}`);
  if (isGuessable(given)) {
    throw new OperatorError(`AMBON_SECRET (not shown) is too easy to guess. ${HOW}`);
  }
  return given;
};
