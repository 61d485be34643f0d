/** `AMBON_ENGINES`: which engines a gateway plays on, and where they are. */

import { type OriginFault, readOrigin } from "./origin.ts";

export interface EngineAddress {
  readonly id: string;
  /** Scheme, host and port; "" where only the name is needed. */
  readonly url: string;
}

/** Engines that one list may name. */
const ENGINES_MAX = 64;
const ID = /^[a-z0-9][a-z0-9-]{0,31}$/;
const FORM = "it must be id=http://host:port, like engine-1=http://10.0.0.5:5000";

const FAULTS: Readonly<Record<OriginFault, string>> = {
  form: FORM,
  more: `${FORM}, without a user or a path`,
  port: `${FORM}; the port is missing`,
};

/**
 * Mistakes are added to `problems` as sentences, each with its part of the list. With
 * `namesSuffice` an engine may be named without its address.
 */
export const readEngines = (
  text: string | undefined,
  problems: string[],
  namesSuffice = false,
): readonly EngineAddress[] => {
  const parts = (text ?? "").split(",").map((part) => part.trim());
  const named = parts.filter((part) => part !== "");
  if (named.length > ENGINES_MAX) {
    problems.push(`AMBON_ENGINES names ${named.length} engines, but may name ${ENGINES_MAX}.`);
    return [];
  }
  const engines: EngineAddress[] = [];
  for (const part of named) {
    const engine = namesSuffice && ID.test(part) ? { id: part, url: "" } : readEngine(part);
    if (typeof engine === "string") problems.push(`AMBON_ENGINES: "${part}": ${engine}.`);
    else if (engines.some(({ id }) => id === engine.id)) {
      problems.push(`AMBON_ENGINES names ${engine.id} twice; each engine has an id of its own.`);
    } else engines.push(engine);
  }
  return engines;
};

const readEngine = (part: string): EngineAddress | string => {
  const [id = "", ...rest] = part.split("=");
  const address = rest.join("=");
  if (address === "") return FORM;
  if (!ID.test(id)) return `"${id}" is no id: use small letters, digits and -, at most 32`;
  const origin = readOrigin(address);
  return origin.ok ? { id, url: origin.value } : FAULTS[origin.error];
};
