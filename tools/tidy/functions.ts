/** Finds function bodies in a token stream, to measure them. */

import type { Token } from "./tokens.ts";

/** Lines from the opening to the closing brace of one body. */
export type Body = { readonly line: number; readonly lines: number };

const CONTROL = new Set(["if", "for", "while", "switch", "catch", "with", "await"]);
/** Words that stand before a brace which opens no function. */
const NO_TYPE = new Set([
  ..."else try finally do import export return default static".split(" "),
  ..."extends as satisfies keyof in of new typeof".split(" "),
]);
const NO_FUNCTION = new Set(["class", "interface", "type", "enum", "namespace", "module"]);
const TYPE_TOKENS_MAX = 80;

/** All function bodies, nested ones too, in the order of their end. */
export function functionBodies(code: readonly Token[]): Body[] {
  const partner = partners(code);
  const bodies: Body[] = [];
  for (const [index, token] of code.entries()) {
    if (token.text !== "{" || token.kind !== "punct") continue;
    const close = code[partner.get(index) ?? -1];
    if (close === undefined || !opensFunction(code, partner, index)) continue;
    bodies.push({ line: token.line, lines: close.line - token.line + 1 });
  }
  return bodies;
}

/** For each bracket the index of the one that matches it. */
function partners(code: readonly Token[]): Map<number, number> {
  const partner = new Map<number, number>();
  const open: number[] = [];
  for (const [index, token] of code.entries()) {
    if (token.kind !== "punct") continue;
    if ("({[".includes(token.text)) open.push(index);
    if (!")}]".includes(token.text)) continue;
    const start = open.pop();
    if (start === undefined) continue;
    partner.set(start, index);
    partner.set(index, start);
  }
  return partner;
}

function opensFunction(
  code: readonly Token[],
  partner: ReadonlyMap<number, number>,
  brace: number,
): boolean {
  const before = code[brace - 1];
  if (before === undefined) return false;
  if (before.text === "=>" && before.kind === "punct") return true;
  if (before.text === ")" && before.kind === "punct") {
    const open = partner.get(brace - 1) ?? 0;
    return !CONTROL.has(code[open - 1]?.text ?? "");
  }
  return followsReturnType(code, partner, brace - 1);
}

/** Walks back over a return type to the `):` that it follows. */
function followsReturnType(
  code: readonly Token[],
  partner: ReadonlyMap<number, number>,
  last: number,
): boolean {
  const end = code[last];
  if (end === undefined || NO_TYPE.has(end.text)) return false;
  if (end.kind === "punct" && !">]})".includes(end.text)) return false;
  let angles = 0;
  for (let at = last, steps = 0; at > 0 && steps < TYPE_TOKENS_MAX; at -= 1, steps += 1) {
    const token = code[at];
    if (token === undefined || NO_FUNCTION.has(token.text)) return false;
    if (token.kind !== "punct") continue;
    if (")]}".includes(token.text)) at = partner.get(at) ?? 0;
    else if (token.text === ">") angles += 1;
    else if (token.text === "<") angles -= 1;
    else if (token.text === ":" && angles === 0) return code[at - 1]?.text === ")";
    else if (angles === 0 && ";,=({[".includes(token.text)) return false;
  }
  return false;
}
