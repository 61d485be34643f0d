import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const css = readFileSync(join(import.meta.dirname, "style", "theme.css"), "utf8");

/** The colours of the block after `selector`. */
const colours = (selector: string): ReadonlyMap<string, string> => {
  const start = css.indexOf("{", css.indexOf(selector));
  const block = css.slice(start, css.indexOf("}", start));
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, k, v]) => [`${k}`, `${v}`]),
  );
};

/** Relative luminance, WCAG 2.2. */
const luminance = (hex: string): number => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

const contrast = (one: string, other: string): number => {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

const TEXTS = "text dim amber sea link good bad warn quote mob item".split(" ");
const GROUNDS = ["ground", "panel", "field", "hit"];
const BARS = ["hp", "mp", "xp", "foe"];

for (const theme of ["dark", "light"]) {
  test(`[WC16] text of the ${theme} theme can be read on every ground`, () => {
    const known = colours(`data-theme="${theme}"`);
    const of = (name: string): string => known.get(name) ?? assert.fail(`no colour --${name}`);
    for (const ground of GROUNDS) {
      for (const name of TEXTS) {
        const ratio = contrast(of(name), of(ground));
        assert.ok(ratio >= 4.5, `${name} on ${ground}: ${ratio.toFixed(2)}`);
      }
      const edge = contrast(of("edge"), of(ground));
      assert.ok(edge >= 3, `edge on ${ground}: ${edge.toFixed(2)}`);
    }
    assert.ok(contrast(of("on-amber"), of("amber")) >= 4.5);
    for (const bar of BARS) {
      const ratio = contrast(of(bar), of("field"));
      assert.ok(ratio >= 3, `${bar} on field: ${ratio.toFixed(2)}`);
    }
  });
}

test("[WC16] the light theme is the same by choice and by system", () => {
  assert.deepEqual(colours('data-theme="light"'), colours('data-theme="auto"'));
  assert.equal(colours('data-theme="light"').size, colours('data-theme="dark"').size);
});
