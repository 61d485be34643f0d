/**
 * What the command line is for while the login dialogue asks, in the words that password managers
 * know. The first thing that a server asks is the name; secrets for a new character say so.
 */

export type FieldUse = "username" | "current-password" | "new-password" | "off";

export interface LoginField {
  readonly use: FieldUse;
  /** The label of the first question since the dialogue began; null before it. */
  readonly nameLabel: string | null;
  /** The name that was answered: a manager stores the password with it. */
  readonly username: string;
}

export const NO_LOGIN: LoginField = { use: "off", nameLabel: null, username: "" };

export interface Question {
  readonly secret: boolean;
  readonly label: string;
}

/** The server asks `question` on the way into the world. */
export const askedAtLogin = (before: LoginField, { secret, label }: Question): LoginField => {
  if (secret) {
    const isNew = /\b(new|again|repeat)\b/i.test(label);
    return { ...before, use: isNew ? "new-password" : "current-password" };
  }
  const nameLabel = before.nameLabel ?? label;
  return { ...before, nameLabel, use: label === nameLabel ? "username" : "off" };
};

/** The player has answered. */
export const answered = (before: LoginField, text: string): LoginField =>
  before.use === "username" ? { ...before, username: text.trim() } : before;
