/** The browser's storage, which may be full, forbidden or absent: then nothing is remembered. */

const PREFIX = "ambon.";

const tryWith = <T>(use: () => T, fallback: T): T => {
  try {
    return use();
  } catch {
    // Private windows and strict settings throw; the client works without memory.
    return fallback;
  }
};

/** For ever, for this browser. */
export const lasting = {
  read: (key: string): string | null =>
    tryWith(() => window.localStorage.getItem(PREFIX + key), null),
  write: (key: string, value: string): void =>
    tryWith(() => window.localStorage.setItem(PREFIX + key, value), undefined),
};

/** As long as this tab: survives a reload, is not shared with other tabs. */
export const perTab = {
  read: (key: string): string | null =>
    tryWith(() => window.sessionStorage.getItem(PREFIX + key), null),
  write: (key: string, value: string): void =>
    tryWith(() => window.sessionStorage.setItem(PREFIX + key, value), undefined),
};
