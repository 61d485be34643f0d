/**
 * MSSP (70): what crawlers ask a game about itself.
 *
 *   S: WILL MSSP   C: DO MSSP   S: SB MSSP VAR "NAME" VAL "…" VAR "PLAYERS" VAL "12" … SE
 *
 * The facts are the caller's: DO is the event `msspRequest`, and the caller sends what
 * `encodeMssp` gives. mssp-text.ts has the same for a line of text.
 */

import { concatBytes, OPTION_MSSP, subnegotiation } from "../bytes.ts";
import type { OptionContext, TelnetOption } from "../telnet-option.ts";
import { utf8Bytes } from "../text.ts";

type MsspScalar = string | number;
/** Variables in the order to send; several values go from the least to the most relevant. */
export type MsspTable = ReadonlyArray<readonly [string, MsspScalar | readonly MsspScalar[]]>;

const VAR = 1;
const VAL = 2;

export const MSSP_OPTION: TelnetOption = {
  code: OPTION_MSSP,
  us: "offer",
  them: "refuse",
  turnedOn(_side: number, context: OptionContext): void {
    context.emit({ type: "msspRequest" });
  },
};

/** Names with the values as clean text; a variable without a value is left out. */
export const msspEntries = (table: MsspTable): Array<readonly [string, readonly string[]]> =>
  table.flatMap(([name, value]) => {
    const values = Array.isArray(value) ? value : [value];
    return values.length === 0 ? [] : [[clean(name), values.map((item) => clean(String(item)))]];
  });

/** The subnegotiation with the whole table. */
export const encodeMssp = (table: MsspTable): Uint8Array => {
  const parts = msspEntries(table).flatMap(([name, values]) => [
    new Uint8Array([VAR]),
    utf8Bytes(name),
    ...values.flatMap((value) => [new Uint8Array([VAL]), utf8Bytes(value)]),
  ]);
  return subnegotiation(OPTION_MSSP, concatBytes(parts));
};

/** One line without the marks: neither form can hold control characters. */
const clean = (raw: string): string =>
  Array.from(raw, (char) => (char < " " || char === "\u007f" ? " " : char))
    .join("")
    .trim();
