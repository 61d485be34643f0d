/**
 * Whose row it is while an operator's tool changes it. That takes milliseconds, so what is found so
 * later was left by a tool that died: anybody may take it, by compare-and-set as always.
 */

const OPERATOR = "operator#";

export const operatorOwner = (nonce: string): string => OPERATOR + nonce;

export const isOperatorOwner = (owner: string): boolean => owner.startsWith(OPERATOR);
