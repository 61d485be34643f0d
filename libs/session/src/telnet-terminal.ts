/**
 * What a telnet client says of its terminal, by TTYPE (MTTS) and by NEW-ENVIRON, and what follows
 * for what it is shown. Nothing is guessed from the client's name.
 */

import type { RenderMode } from "@ambon/markup/audience";
import type { LinkForm } from "@ambon/markup/link-form";
import type { EnvironFacts } from "@ambon/telnet/environ-facts";
import { mxpLink } from "@ambon/telnet/mxp-link";
import { mttsFlags } from "@ambon/telnet/options/mtts";
import { osc8CommandLink } from "@ambon/telnet/osc8-link";

export interface TerminalClaims {
  /** The MTTS bits, 0 = not told. */
  readonly mtts: number;
  /** The terminal's name by TTYPE, "" = not told. */
  readonly terminal: string;
  readonly environ: EnvironFacts;
}

const OSC8: LinkForm = {
  key: "osc8",
  encode: (command, text) => osc8CommandLink("send", command, text),
};
const MXP: LinkForm = { key: "mxp", encode: (command, text) => mxpLink(command, text) };
/** A client that breaks lines before this column has none that we could keep. */
const WRAP_MIN = 20;

/** The colours: NEW-ENVIRON's plain words before the bits; ANSI when nothing is said. */
export const renderModeOf = ({ mtts, terminal, environ }: TerminalClaims): RenderMode => {
  const name = terminal === "" ? environ.terminal : terminal;
  const flags = mttsFlags(mtts, name);
  if (environ.ansi === false) return "plain";
  if (environ.truecolour ?? flags.truecolour) return "truecolor";
  if (environ.colours256 ?? flags.colours256) return "ansi256";
  if (environ.ansi ?? flags.ansi) return "ansi16";
  return mtts !== 0 || name.toUpperCase() === "DUMB" ? "plain" : "ansi16";
};

/** The client reads aloud. */
export const readsAloud = ({ mtts, environ }: TerminalClaims): boolean =>
  environ.screenReader === true || mttsFlags(mtts, "").screenReader;

/** OSC 8 where it was announced, else MXP where it was agreed. */
export const linkFormOf = (environ: EnvironFacts, mxpAgreed: boolean): LinkForm | undefined => {
  if (environ.hyperlinks === true && environ.hyperlinkSend !== false) return OSC8;
  return mxpAgreed ? MXP : undefined;
};

/** The window's columns, or fewer where the client itself would break our lines again. */
export const widthOf = (columns: number, { wordWrap }: EnvironFacts): number =>
  wordWrap >= WRAP_MIN ? Math.min(columns, wordWrap) : columns;
