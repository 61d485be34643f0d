/** One data effect for all of an audience who subscribed to it. */

import type { AllPackages, AnyPackageName } from "@ambon/data/packages";
import type { ZoneContext } from "./context.ts";
import type { PlayerEntity } from "./state.ts";
import { wants } from "./subscriptions.ts";

export type Emit = <P extends AnyPackageName>(name: P, value: () => AllPackages[P]) => void;

/** To one player who asked for it, whether subscribed or not. */
export const emitAnswer = <P extends AnyPackageName>(
  z: ZoneContext,
  who: PlayerEntity,
  name: P,
  value: AllPackages[P],
): void => z.emit({ e: "data", to: [who.state.id], package: name, value });

/** Computes a value once, and only when somebody of `audience` reads its package. */
export const emitTo =
  (z: ZoneContext, audience: readonly PlayerEntity[]): Emit =>
  (name, value) => {
    const to = audience.filter((who) => wants(who, name)).map((who) => who.state.id);
    if (to.length > 0) z.emit({ e: "data", to, package: name, value: value() });
  };
