/**
 * A small tokenizer for TypeScript: enough to tell code from comments, strings, template text and
 * regular expressions, so that a check over code never fires on a word in prose. It does not parse;
 * what it cannot know exactly (whether a slash divides or opens a regular expression) it decides by
 * the token before, which is right for formatted code.
 */

export type TokenKind = "word" | "number" | "string" | "template" | "regex" | "punct" | "comment";

export type Token = {
  readonly kind: TokenKind;
  /** Source text; for strings and templates without the quotes and not unescaped. */
  readonly text: string;
  /** 1-based line where the token begins. */
  readonly line: number;
  /** 1-based line where the token ends. */
  readonly lineEnd: number;
};

const WORD = /[\p{ID_Start}$_#@][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /0[xXbBoO][\da-fA-F_]+n?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?n?/y;
const SPACE = /\s+/y;
/** Longest first, so that the alternation takes the longest that fits. */
const OPERATORS =
  ">>>= ... === !== **= <<= >>> && || ?? => == != <= ++ -- += -= *= /= %= &= |= ^= ?. ** <<".split(
    " ",
  );
const escaped = OPERATORS.map((text) => text.replace(/[.*+?^|]/g, "\\$&"));
const PUNCT = new RegExp(`${escaped.join("|")}|[{}()[\\];,<>+\\-*/%&|^!~?:=.]`, "y");
const REGEX = /\/(?![*/])(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;

/** Words after which a slash opens a regular expression. */
const BEFORE_REGEX = new Set(
  "return typeof case do else in of instanceof new delete void throw yield await".split(" "),
);

/** Tokens of `source`, comments included. Never throws: an unknown character is skipped. */
export function tokenize(source: string): Token[] {
  return new Tokenizer(source).run();
}

/** Tokens of `source` without comments. */
export function tokenizeCode(source: string): Token[] {
  return tokenize(source).filter((token) => token.kind !== "comment");
}

class Tokenizer {
  readonly #source: string;
  readonly #tokens: Token[] = [];
  #at = 0;
  #line = 1;
  /** Depth of braces at which an open `${` of a template ends; innermost last. */
  readonly #templates: number[] = [];
  #braces = 0;

  constructor(source: string) {
    this.#source = source;
  }

  run(): Token[] {
    while (this.#at < this.#source.length) this.#next();
    return this.#tokens;
  }

  #next(): void {
    if (this.#skip(SPACE)) return;
    const char = this.#source[this.#at] ?? "";
    const pair = this.#source.slice(this.#at, this.#at + 2);
    if (pair === "//" || (pair === "#!" && this.#at === 0)) this.#until("\n", false);
    else if (pair === "/*") this.#until("*/", true);
    else if (char === '"' || char === "'") this.#string(char);
    else if (char === "`" || this.#templateGoesOn(char)) this.#template();
    else if (!this.#takeWordNumberOrRegex(char, pair)) this.#punct();
  }

  #takeWordNumberOrRegex(char: string, pair: string): boolean {
    if (this.#take("word", WORD)) return true;
    if (/^\.?\d/.test(pair)) return this.#take("number", NUMBER);
    return char === "/" && this.#regexMayBegin() && this.#take("regex", REGEX);
  }

  /** Whether this brace ends the expression of a template, whose text then goes on. */
  #templateGoesOn(char: string): boolean {
    if (char !== "}" || this.#templates.at(-1) !== this.#braces) return false;
    this.#templates.pop();
    return true;
  }

  #punct(): void {
    const text = this.#match(PUNCT);
    if (text === undefined) {
      this.#at += 1;
      return;
    }
    if (text === "{") this.#braces += 1;
    if (text === "}") this.#braces -= 1;
    this.#push("punct", text, text.length);
  }

  /** From an opening backtick, or from the brace that ends an expression, to `${` or the end. */
  #template(): void {
    let end = this.#at + 1;
    while (end < this.#source.length) {
      const char = this.#source[end];
      if (char === "\\") end += 1;
      else if (char === "`") break;
      else if (char === "$" && this.#source[end + 1] === "{") break;
      end += 1;
    }
    const opens = this.#source[end] === "$";
    const text = this.#source.slice(this.#at + 1, end);
    this.#push("template", text, end + (opens ? 2 : 1) - this.#at);
    if (opens) this.#templates.push(this.#braces);
  }

  #string(quote: string): void {
    let end = this.#at + 1;
    while (end < this.#source.length && this.#source[end] !== quote && this.#source[end] !== "\n") {
      end += this.#source[end] === "\\" ? 2 : 1;
    }
    this.#push("string", this.#source.slice(this.#at + 1, end), end + 1 - this.#at);
  }

  #until(mark: string, inclusive: boolean): void {
    const found = this.#source.indexOf(mark, this.#at + 2);
    const end = found < 0 ? this.#source.length : found + (inclusive ? mark.length : 0);
    this.#push("comment", this.#source.slice(this.#at, end), end - this.#at);
  }

  #regexMayBegin(): boolean {
    const last = this.#tokens.findLast((token) => token.kind !== "comment");
    if (last === undefined) return true;
    if (last.kind === "word") return BEFORE_REGEX.has(last.text);
    return last.kind === "punct" && !")]}".includes(last.text);
  }

  #take(kind: TokenKind, pattern: RegExp): boolean {
    const text = this.#match(pattern);
    if (text === undefined) return false;
    this.#push(kind, text, text.length);
    return true;
  }

  #skip(pattern: RegExp): boolean {
    const text = this.#match(pattern);
    if (text === undefined) return false;
    this.#advance(text.length);
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#source)?.[0];
  }

  #push(kind: TokenKind, text: string, length: number): void {
    const line = this.#line;
    this.#advance(length);
    this.#tokens.push({ kind, text, line, lineEnd: this.#line });
  }

  #advance(length: number): void {
    const end = this.#at + length;
    for (let at = this.#at; at < end; at += 1) {
      if (this.#source.charCodeAt(at) === 10) this.#line += 1;
    }
    this.#at = end;
  }
}
