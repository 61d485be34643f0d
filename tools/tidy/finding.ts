/** What a tidy check found, and how it is told. */

import assert from "node:assert/strict";

export type Finding = {
  readonly path: string;
  readonly line: number;
  /** What is wrong, in a few words. */
  readonly what: string;
  /** What to write or do instead. */
  readonly instead: string;
};

/** One line for people: `file:line: what → instead`. */
export function tell(finding: Finding): string {
  return `${finding.path}:${finding.line}: ${finding.what} → ${finding.instead}`;
}

/** Fails with one line per finding. */
export function assertNone(findings: readonly Finding[]): void {
  if (findings.length === 0) return;
  const lines = findings.map(tell).sort();
  assert.fail(`${findings.length} finding(s):\n  ${lines.join("\n  ")}`);
}
