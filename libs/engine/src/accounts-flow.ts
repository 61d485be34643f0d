/** What the account service says goes to the gateways and to the host. */

import { storeAway } from "@ambon/accounts/desk";
import type { AccountFrame, AccountStep } from "./account-desk.ts";
import type { EngineContext } from "./context.ts";
import type { GatewayLink } from "./gateway-link.ts";

/** A step of the login dialogue. While the store is away nobody is kept waiting for it. */
export const callAccounts = (c: EngineContext, link: GatewayLink, frame: AccountFrame): void => {
  const { requestId, sessionId, call } = frame;
  if (c.savings.available || call.op === "catalog") {
    return applyAccountStep(c, c.options.accounts.call(c.nowMs, link.name, frame));
  }
  c.outbox.raw(link, { f: "accountReply", requestId, sessionId, reply: storeAway() });
};

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
