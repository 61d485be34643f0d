/** MTTS: the third TTYPE answer, `MTTS <sum of bits>`, says what a client can do. */

export interface MttsFlags {
  readonly ansi: boolean;
  readonly vt100: boolean;
  readonly utf8: boolean;
  readonly colours256: boolean;
  readonly mouse: boolean;
  readonly oscPalette: boolean;
  readonly screenReader: boolean;
  readonly proxy: boolean;
  readonly truecolour: boolean;
  readonly mnes: boolean;
  readonly mslp: boolean;
  readonly tls: boolean;
}

const BITS_MAX = 0xffff;

/** The number in `MTTS <n>` in any case; 0 when the text is no such answer. */
export const parseMtts = (answer: string): number => {
  const digits = /^MTTS ([0-9]{1,6})$/i.exec(answer)?.[1];
  const bits = digits === undefined ? 0 : Number(digits);
  return bits <= BITS_MAX ? bits : 0;
};

/** True when the answer is the MTTS one, whatever its number. */
export const isMtts = (answer: string): boolean => /^MTTS /i.test(answer);

/** The bits by name. Without any, the terminal's name tells its colours; all else is off. */
export const mttsFlags = (bits: number, terminal: string): MttsFlags => {
  const known = bits === 0 ? terminalBits(terminal) : bits;
  const has = (bit: number): boolean => (known & bit) !== 0;
  return {
    ansi: has(1),
    vt100: has(2),
    utf8: has(4),
    colours256: has(8),
    mouse: has(16),
    oscPalette: has(32),
    screenReader: has(64),
    proxy: has(128),
    truecolour: has(256),
    mnes: has(512),
    mslp: has(1024),
    tls: has(2048),
  };
};

/** What a terminal's own name promises: ANSI, 256 colours, true colour. */
const terminalBits = (terminal: string): number => {
  const name = terminal.toUpperCase();
  const ansi = /^(ANSI|VT1|VT2|XTERM|LINUX|SCREEN|TMUX|RXVT|PUTTY)/.test(name);
  if (name.endsWith("-TRUECOLOR") || name.endsWith("-DIRECT")) return 1 | 8 | 256;
  if (name.endsWith("-256COLOR")) return 1 | 8;
  return ansi ? 1 : 0;
};
