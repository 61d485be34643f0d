/**
 * What the variables of NEW-ENVIRON say about a client: those of MNES, and those that Mudlet sends
 * as USERVAR. Unknown names are passed over, so what is kept is bounded by the tables here.
 */

/** All of it is the client's own claim. "" and 0 mean not told, undefined neither yes nor no. */
export interface EnvironFacts {
  readonly clientName: string;
  readonly clientVersion: string;
  readonly terminal: string;
  readonly charset: string;
  readonly language: string;
  /** IPADDRESS as the client wrote it: believe it only from a proxy that you trust. */
  readonly untrustedAddress: string;
  readonly mtts: number;
  /** The column at which the client itself breaks lines. */
  readonly wordWrap: number;
  readonly ansi: boolean | undefined;
  readonly vt100: boolean | undefined;
  readonly colours256: boolean | undefined;
  readonly truecolour: boolean | undefined;
  readonly utf8: boolean | undefined;
  readonly oscPalette: boolean | undefined;
  readonly screenReader: boolean | undefined;
  readonly tls: boolean | undefined;
  /** OSC 8 links at all; `send:` links, `prompt:` links, tooltips and menus on top of that. */
  readonly hyperlinks: boolean | undefined;
  readonly hyperlinkSend: boolean | undefined;
  readonly hyperlinkPrompt: boolean | undefined;
  readonly hyperlinkTooltip: boolean | undefined;
  readonly hyperlinkMenu: boolean | undefined;
}

export const NO_ENVIRON_FACTS: EnvironFacts = {
  clientName: "",
  clientVersion: "",
  terminal: "",
  charset: "",
  language: "",
  untrustedAddress: "",
  mtts: 0,
  wordWrap: 0,
  ansi: undefined,
  vt100: undefined,
  colours256: undefined,
  truecolour: undefined,
  utf8: undefined,
  oscPalette: undefined,
  screenReader: undefined,
  tls: undefined,
  hyperlinks: undefined,
  hyperlinkSend: undefined,
  hyperlinkPrompt: undefined,
  hyperlinkTooltip: undefined,
  hyperlinkMenu: undefined,
};

type FieldOf<T> = {
  [K in keyof EnvironFacts]-?: EnvironFacts[K] extends T ? K : never;
}[keyof EnvironFacts];
type TextField = FieldOf<string>;
type NumberField = FieldOf<number>;
type FlagField = Exclude<keyof EnvironFacts, TextField | NumberField>;

const TEXTS: ReadonlyMap<string, TextField> = new Map<string, TextField>([
  ["CLIENT_NAME", "clientName"],
  ["CLIENT_VERSION", "clientVersion"],
  ["TERMINAL_TYPE", "terminal"],
  ["CHARSET", "charset"],
  ["LANGUAGE", "language"],
  ["IPADDRESS", "untrustedAddress"],
]);

const NUMBERS: ReadonlyMap<string, NumberField> = new Map<string, NumberField>([
  ["MTTS", "mtts"],
  ["WORD_WRAP", "wordWrap"],
]);

const FLAGS: ReadonlyMap<string, FlagField> = new Map<string, FlagField>([
  ["ANSI", "ansi"],
  ["VT100", "vt100"],
  ["256_COLORS", "colours256"],
  ["TRUECOLOR", "truecolour"],
  ["UTF-8", "utf8"],
  ["OSC_COLOR_PALETTE", "oscPalette"],
  ["SCREEN_READER", "screenReader"],
  ["TLS", "tls"],
  ["OSC_HYPERLINKS", "hyperlinks"],
  ["OSC_HYPERLINKS_SEND", "hyperlinkSend"],
  ["OSC_HYPERLINKS_PROMPT", "hyperlinkPrompt"],
  ["OSC_HYPERLINKS_TOOLTIP", "hyperlinkTooltip"],
  ["OSC_HYPERLINKS_MENU", "hyperlinkMenu"],
]);

const NUMBER_MAX = 65_535;

/** The facts with one variable set, or unset (undefined); the same object when nothing changes. */
export const withVariable = (
  facts: EnvironFacts,
  name: string,
  value: string | undefined,
): EnvironFacts => {
  const key = name.toUpperCase();
  const text = TEXTS.get(key);
  if (text !== undefined) return changed(facts, text, value ?? "");
  const number = NUMBERS.get(key);
  if (number !== undefined) return changed(facts, number, numberOf(value ?? ""));
  const flag = FLAGS.get(key);
  return flag === undefined ? facts : changed(facts, flag, flagOf(value));
};

const changed = <K extends keyof EnvironFacts>(
  facts: EnvironFacts,
  field: K,
  value: EnvironFacts[K],
): EnvironFacts => (facts[field] === value ? facts : { ...facts, [field]: value });

const numberOf = (value: string): number => {
  const number = /^[0-9]{1,5}$/.test(value) ? Number(value) : 0;
  return number <= NUMBER_MAX ? number : 0;
};

const flagOf = (value: string | undefined): boolean | undefined => {
  if (value === undefined) return undefined;
  return /^(1|true|yes|on)$/i.test(value);
};
