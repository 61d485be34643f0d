/** Fighting. */

import type { Command } from "./command.ts";

export const FIGHTING_COMMANDS: readonly Command[] = [];
