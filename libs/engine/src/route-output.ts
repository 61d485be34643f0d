/** What players are to see: by lookups only, one frame per gateway and audience. */

import type { Effect } from "@ambon/game/effect";
import type { EngineContext } from "./context.ts";

type Of<E extends Effect["e"]> = Extract<Effect, { e: E }>;

export const routeOutput = (c: EngineContext, effect: Of<"output">): void => {
  const { class: cls, markup, brief } = effect;
  c.outbox.multicast(
    effect.to,
    effect.except,
    (id) => c.sessions.get(id),
    brief === undefined
      ? { f: "output", class: cls, markup }
      : { f: "output", class: cls, markup, brief },
  );
};

export const routeData = (c: EngineContext, effect: Of<"data">): void => {
  const { package: name, value } = effect;
  c.outbox.multicast(effect.to, undefined, (id) => c.sessions.get(id), {
    f: "data",
    package: name,
    value,
  });
};

export const routePrompt = (c: EngineContext, effect: Of<"prompt">): void => {
  const session = c.sessions.get(effect.to);
  if (session === undefined) return;
  c.outbox.unicast(session, { f: "prompt", values: effect.values });
};

export const routeSettings = (c: EngineContext, effect: Of<"settings">): void => {
  const session = c.sessions.get(effect.to);
  if (session === undefined) return;
  const { colour, screenReader, prompt, muted, brief } = effect.settings;
  const settings = { colour, screenReader, prompt, muted, brief };
  session.settings = settings;
  c.outbox.unicast(session, { f: "settings", settings });
};
