/**
 * What decides how a text looks to a telnet client. Clients with equal profiles share one object,
 * so that whatever is rendered for one of them is there for all (render-cache.ts).
 */

import { type Audience, audienceKey } from "@ambon/markup/audience";
import type { TextEncoding } from "@ambon/telnet/text";

export interface ClientProfile {
  readonly audience: Audience;
  readonly encoding: TextEncoding;
  /** The shorter telling is wanted where there is one. */
  readonly brief: boolean;
}

/**
 * Profiles that are remembered. When as many different ones were seen the table starts anew: old
 * and new clients then share less for a while, nothing else changes.
 */
export const PROFILES_MAX = 4096;

export class ProfileTable {
  #known = new Map<string, ClientProfile>();

  /** The one object for these fields. */
  intern(profile: ClientProfile): ClientProfile {
    const key = `${audienceKey(profile.audience)} ${profile.encoding} ${profile.brief}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size >= PROFILES_MAX) this.#known.clear();
    this.#known.set(key, profile);
    return profile;
  }
}
