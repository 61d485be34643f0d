/**
 * The simulator has teeth: each mutant of the cores (libs/sim/mutants, applied to a copy) breaks an
 * invariant within a few seeds, and the cores as they are break none of them within as many.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { MutantLab, mutantNames } from "@ambon/sim/adapter/mutant-lab";

const SEEDS_MAX = 60;
const lab = new MutantLab(join(import.meta.dirname, "../../node_modules/.bin/bun"));
after(() => lab.close());

for (const name of mutantNames()) {
  test(`[SM20] the invariants catch the mutant ${name}`, () => {
    const { broken = "nothing", caughtBy, seed, output, what } = lab.try(name, SEEDS_MAX);
    assert.ok(caughtBy.includes(broken), `${what}: ${broken} was broken\n${output}`);
    console.log(`${name}: ${broken}, seed ${seed}`);
  });
}
