/** The profile as it counts now: read from this browser once, written with every change. */

import { lasting } from "../browser-storage.ts";
import type { Preferences } from "../preferences.ts";
import { type Profile, profileText, storedProfile } from "../profile.ts";

const STORE_KEY = "profile";
/** What version 1 wrote. */
const OLD_KEY = "preferences";

export type ProfileListener = (now: Profile, before: Profile) => void;

export class SettingsStore {
  #profile = storedProfile(lasting.read(STORE_KEY), lasting.read(OLD_KEY));
  readonly #listeners: ProfileListener[] = [];

  get profile(): Profile {
    return this.#profile;
  }

  get preferences(): Preferences {
    return this.#profile.preferences;
  }

  /** Told of every change, in the order of listening. */
  listen(listener: ProfileListener): void {
    this.#listeners.push(listener);
  }

  change(more: Partial<Profile>): void {
    const before = this.#profile;
    this.#profile = { ...before, ...more };
    lasting.write(STORE_KEY, profileText(this.#profile));
    for (const listener of this.#listeners) listener(this.#profile, before);
  }

  prefer(more: Partial<Preferences>): void {
    this.change({ preferences: { ...this.preferences, ...more } });
  }
}
