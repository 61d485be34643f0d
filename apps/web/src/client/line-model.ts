/**
 * What stands in the input line while its purpose changes. Two promises: a secret is never shown
 * in clear, and what was typed for the world is never lost, nor sent as the answer of a login
 * question.
 */

export interface LineModel {
  readonly text: string;
  /** The line is a password field. */
  readonly secret: boolean;
  /** Commands go to the world; otherwise answers to the login dialogue. */
  readonly inWorld: boolean;
  /** An unfinished command of before the connection was lost. */
  readonly stash: string;
}

export const emptyLine = (draft: string): LineModel => ({
  text: "",
  secret: false,
  inWorld: false,
  stash: draft,
});

/** The server asks for something else now. `model.text` must be what the input shows. */
export const asked = (
  model: LineModel,
  ask: { readonly secret: boolean; readonly inWorld: boolean },
): LineModel => {
  const { secret, inWorld } = ask;
  if (model.inWorld && !inWorld) {
    const stash = model.text.trim() === "" ? model.stash : model.text;
    return { text: "", secret, inWorld, stash };
  }
  const kept = model.secret && !secret ? "" : model.text;
  if (!model.inWorld && inWorld) {
    return { text: model.stash === "" ? kept : model.stash, secret, inWorld, stash: "" };
  }
  return { ...model, text: kept, secret };
};

/** The connection is gone: the line waits, a half-typed secret does not. */
export const lost = (model: LineModel): LineModel =>
  model.secret ? { ...model, text: "", secret: false } : model;

/** What may be written to the browser's storage: never a secret or a login answer. */
export const draftOf = (model: LineModel): string =>
  model.inWorld && !model.secret ? model.text : model.stash;
