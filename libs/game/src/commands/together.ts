/** Following and groups. */

import type { Command } from "./command.ts";

export const TOGETHER_COMMANDS: readonly Command[] = [];
