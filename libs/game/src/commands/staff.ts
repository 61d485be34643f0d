/** What staff may do. */

import type { Command } from "./command.ts";

export const STAFF_COMMANDS: readonly Command[] = [];
