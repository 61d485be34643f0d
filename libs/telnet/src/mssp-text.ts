/**
 * MSSP as text, for crawlers without telnet options: the line `MSSP-REQUEST`, in any case, is
 * answered by a block of lines. The session decides where that line is no name of a character.
 */

import { type MsspTable, msspEntries } from "./options/mssp.ts";

/** True for the line that asks; Grapevine and MudVerse write it in lower case. */
export const isMsspRequest = (line: string): boolean => /^\s*mssp-request\s*$/i.test(line);

/** The answer, for `TelnetServer.text`: a name and its values with tabs between, one a line. */
export const msspText = (table: MsspTable): string => {
  const lines = msspEntries(table).map(([name, values]) => `${name}\t${values.join("\t")}`);
  return `\n${["MSSP-REPLY-START", ...lines, "MSSP-REPLY-END"].join("\n")}\n`;
};
