/**
 * Passwords: at least 8 characters, at most 72 bytes of UTF-8, no control characters, not the
 * character's own name. Compared in Unicode form NFC, so that an é typed on a phone and on a
 * keyboard is the same.
 */

export const PASSWORD_CHARS_MIN = 8;
export const PASSWORD_BYTES_MAX = 72;

/** The form that is hashed. */
export const normalPassword = (typed: string): string => typed.toWellFormed().normalize("NFC");

/** What is wrong with a new password, as a sentence; undefined when it will do. */
export function passwordMistake(typed: string, name: string): string | undefined {
  const password = normalPassword(typed);
  if ([...password].length < PASSWORD_CHARS_MIN) {
    return `A password has at least ${PASSWORD_CHARS_MIN} characters: please choose a longer one.`;
  }
  if (isTooLong(password)) {
    return `A password has at most ${PASSWORD_BYTES_MAX} bytes: please choose a shorter one.`;
  }
  if (/\p{Cc}/u.test(password)) {
    return "A password has no control characters: please type letters, digits and signs.";
  }
  if (password.toLowerCase() === name.trim().toLowerCase()) {
    return "Your name is easy to guess: please choose another password.";
  }
  return undefined;
}

/** Longer ones are never hashed. */
export const isTooLong = (password: string): boolean => {
  let bytes = 0;
  for (const sign of password) {
    const code = sign.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes > PASSWORD_BYTES_MAX) return true;
  }
  return false;
};
