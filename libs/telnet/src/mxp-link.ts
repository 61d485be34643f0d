/**
 * A command that can be clicked, as MXP:
 *
 *   ESC [4z <SEND href="look heron" hint="…"> text ESC [4z </SEND>
 *
 * ESC [4z opens the locked default for the one tag that follows, so the text itself is plain text
 * and needs no escaping. Each line of the text is a link of its own: none stays open.
 */

import { hasControls, linkEachLine } from "./link-text.ts";

const OPEN_TAG = "\u001b[4z";

/** `command` runs when the text is clicked. The text alone comes back where MXP cannot say it. */
export const mxpLink = (command: string, text: string, hint?: string): string => {
  // A bar would make a menu of two commands, and there is no way to write one that does not.
  if (command === "" || hasControls(command) || command.includes("|")) return text;
  const said = hint === undefined || hasControls(hint) || hint.includes("|") ? undefined : hint;
  const hintPart = said === undefined ? "" : ` hint="${attribute(said)}"`;
  const open = `${OPEN_TAG}<SEND href="${attribute(command)}"${hintPart}>`;
  return linkEachLine(text, open, `${OPEN_TAG}</SEND>`);
};

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

const attribute = (value: string): string =>
  value.replace(/[&<>"]/g, (char) => ENTITIES[char] ?? "");
