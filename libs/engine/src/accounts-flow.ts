/** What the account service says goes to the gateways and to the host. */

import type { AccountStep } from "./account-desk.ts";
import type { EngineContext } from "./context.ts";

export const applyAccountStep = (c: EngineContext, step: AccountStep): void => {
  for (const { gateway, requestId, sessionId, reply } of step.answers) {
    c.outbox.raw(c.outbox.link(gateway), { f: "accountReply", requestId, sessionId, reply });
  }
  for (const effect of step.effects) c.emit({ x: "account", effect });
};

/** After a call that answers at once but wants something stored. */
export const flushAccountEffects = (c: EngineContext): void => {
  for (const effect of c.options.accounts.takeEffects()) c.emit({ x: "account", effect });
};
