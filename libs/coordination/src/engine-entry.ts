/**
 * What an engine writes of itself into the registry, and what is believed of it: whoever may write
 * to that Redis may write anything. A region is not in it: engines say that on their links, where
 * they have proved who they are.
 */

export interface EngineEntry {
  readonly engine: string;
  /** Empty where engines are spoken to over Redis. */
  readonly url: string;
  /** Players in its zones: how busy it is. */
  readonly players: number;
}

const NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;
const URL_TEXT = /^(https?:\/\/[^\s/?#@]{1,255})?$/;

export const encodeEntry = ({ url, players }: EngineEntry): string =>
  JSON.stringify({ url, players });

/** Undefined: this is no entry. */
export const decodeEntry = (engine: string, text: string): EngineEntry | undefined => {
  if (!NAME.test(engine)) return undefined;
  const { url, players } = parsed(text);
  if (typeof url !== "string" || !URL_TEXT.test(url)) return undefined;
  return { engine, url, players: isCount(players) ? players : 0 };
};

const parsed = (text: string): { readonly url?: unknown; readonly players?: unknown } => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
};

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;
