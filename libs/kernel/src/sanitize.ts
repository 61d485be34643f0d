/**
 * Player text is data. Before it enters the world it loses everything that could steer another
 * player's terminal or disguise itself: C0 and C1 controls, escape sequences, the bidi overrides
 * (CVE-2021-42574), other invisible format characters, lone surrogates, private use and
 * non-characters.
 */

const ESCAPES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what we remove
  /\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[\u001b\u009b][[(]?[0-9;:<=>?]*[ -/]*[@-~]?/g;
const CONTROLS = "\\u0000-\\u001f\\u007f-\\u009f";
const HIDDEN =
  "\\u00ad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff0-\\uffff";
/** Tags, private use and non-characters lie beyond the first plane too: hence `u`. */
const UNWANTED = new RegExp(
  `[${CONTROLS}${HIDDEN}\\u{e0000}-\\u{e0fff}\\p{Co}\\p{Noncharacter_Code_Point}]`,
  "gu",
);
const BREAKS = /\r\n|[\t\r\n]/g;
/** More than this many combining marks in a row is decoration, not language. */
const ZALGO = /(\p{M}{3})\p{M}+/gu;

/** True for printable ASCII, which is nearly all that is typed: nothing in it can do harm. */
const isPrintableAscii = (text: string): boolean => {
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || unit > 0x7e) return false;
  }
  return true;
};

/** Takes out all that could steer a terminal or hide; a tab or a line end becomes one space. */
export const stripUnsafe = (raw: string): string =>
  isPrintableAscii(raw)
    ? raw
    : raw
        .toWellFormed()
        .replace(BREAKS, " ")
        .replace(ESCAPES, "")
        .replace(UNWANTED, "")
        .replace(ZALGO, "$1");

/** One clean line of at most `maxLength` UTF-16 units; inner white space is kept as typed. */
export const sanitizeLine = (raw: string, maxLength: number): string => {
  const clean = stripUnsafe(raw);
  const cut = clean.length > maxLength ? clean.slice(0, maxLength).toWellFormed() : clean;
  return cut.replace(/\ufffd$/, "").trim();
};
