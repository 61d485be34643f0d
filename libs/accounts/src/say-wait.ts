/** Waiting times in words, rounded up so that nobody comes back too early. */

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
] as const;

/** `1 second`, `2 minutes`, `3 days`: the greatest unit of which there are at least two, or one. */
export function sayWait(waitMs: number): string {
  const ms = Math.max(1, waitMs);
  for (const [unit, size] of UNITS) {
    const count = Math.ceil(ms / size);
    if (ms >= size * 2 || (unit === "second" && count >= 1)) {
      return count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
    }
  }
  return "1 second";
}
