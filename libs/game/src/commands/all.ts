/** The one command table of the game. */

import { CHARACTER_COMMANDS } from "./character.ts";
import { COMFORT_COMMANDS } from "./comfort.ts";
import { FIGHTING_COMMANDS } from "./fighting.ts";
import { LOOKING_COMMANDS } from "./looking.ts";
import { MOVING_COMMANDS } from "./moving.ts";
import { STAFF_COMMANDS } from "./staff.ts";
import { CommandTable } from "./table.ts";
import { TALKING_COMMANDS } from "./talking.ts";
import { THING_COMMANDS } from "./things.ts";
import { TOGETHER_COMMANDS } from "./together.ts";
import { TRADING_COMMANDS } from "./trading.ts";

export const COMMANDS = new CommandTable([
  ...MOVING_COMMANDS,
  ...LOOKING_COMMANDS,
  ...THING_COMMANDS,
  ...FIGHTING_COMMANDS,
  ...TALKING_COMMANDS,
  ...TOGETHER_COMMANDS,
  ...TRADING_COMMANDS,
  ...CHARACTER_COMMANDS,
  ...COMFORT_COMMANDS,
  ...STAFF_COMMANDS,
]);
