/**
 * Links by OSC 8, the terminals' own way, for clients that announced OSC_HYPERLINKS:
 *
 *   ESC ]8;;send:look%20heron ESC \ text ESC ]8;; ESC \
 *
 * `send:` runs a command, `prompt:` puts it on the input line, `https:` opens a page. Every line
 * of the text is closed on that line: an open link would make all that follows clickable.
 */

import { hasControls, linkEachLine } from "./link-text.ts";

const OPEN = "\u001b]8;;";
const END = "\u001b\\";
/** What terminals hold of a target; a longer one is no link. */
const TARGET_CHARACTERS_MAX = 1024;

/** `command` runs (send) or is put on the input line (prompt) when the text is clicked. */
export const osc8CommandLink = (
  scheme: "send" | "prompt",
  command: string,
  text: string,
): string =>
  hasControls(command) || command === ""
    ? text
    : link(`${scheme}:${encodeURIComponent(command.toWellFormed())}`, text);

/** A page on the web; the text alone for what is no https address. */
export const osc8WebLink = (address: string, text: string): string =>
  /^https:\/\/[!-~]+$/.test(address) ? link(address, text) : text;

const link = (target: string, text: string): string =>
  target.length > TARGET_CHARACTERS_MAX
    ? text
    : linkEachLine(text, `${OPEN}${target}${END}`, `${OPEN}${END}`);
