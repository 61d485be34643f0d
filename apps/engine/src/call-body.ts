/** Reading the bodies of admin calls. */

const MAX_TEXT = 500;

/** Throws RangeError, which the admin server tells to who asked. */
export const textOf = (body: unknown, key: string): string => {
  const value = (body as Readonly<Record<string, unknown>>)[key];
  if (typeof value !== "string" || value.length > MAX_TEXT) {
    throw new RangeError(`"${key}" must be text of at most ${MAX_TEXT} characters`);
  }
  return value;
};
