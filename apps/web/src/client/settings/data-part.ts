/** Settings to and from a file, and the session as text. */

import { byId, setText } from "../dom.ts";
import { importProfile, importText, PROFILE_CHARACTERS_MAX, profileText } from "../profile.ts";
import { saveFile } from "../save-file.ts";
import type { DialogDeeds } from "./dialog.ts";
import type { SettingsStore } from "./store.ts";

export const dataPart = (store: SettingsStore, deeds: DialogDeeds): void => {
  const result = byId("data-result", HTMLElement);
  const file = byId("import-file", HTMLInputElement);
  byId("export-settings", HTMLButtonElement).addEventListener("click", () => {
    saveFile("ambon-settings.json", "application/json", profileText(store.profile));
    setText(result, "Your settings are in the file ambon-settings.json.");
  });
  byId("import-settings", HTMLButtonElement).addEventListener("click", () => file.click());
  file.addEventListener("change", () => {
    const [chosen] = file.files ?? [];
    if (chosen === undefined) return;
    chosen
      .slice(0, PROFILE_CHARACTERS_MAX + 1)
      .text()
      .then(
        (json) => {
          const read = importProfile(json);
          if (read.ok) store.change(read.profile);
          setText(result, read.ok ? importText(read) : read.why);
          // The same file may be chosen again.
          file.value = "";
        },
        () => setText(result, "This file could not be read."),
      );
  });
  byId("save-log", HTMLButtonElement).addEventListener("click", deeds.saveLog);
};
