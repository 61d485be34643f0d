/** What MUD clients are offered beside the game: sounds, and a package of their own. */

export interface ClientOffers {
  /** Where the sound files are, with a slash at its end; absent = none are offered. */
  readonly mediaUrl?: string;
  readonly gui?: { readonly version: string; readonly url: string };
}

/** "12 https://…": a version that grows, and where the package is. */
export const CLIENT_GUI = /^([0-9A-Za-z.-]{1,32}) (https?:\/\/[!-~]{1,500})$/;

/** Reads them by key without prefix; the table has checked what they look like. */
export const readClientOffers = (given: (key: string) => string | undefined): ClientOffers => {
  const publicUrl = given("PUBLIC_URL");
  const [, version, url] = CLIENT_GUI.exec(given("CLIENT_GUI") ?? "") ?? [];
  return {
    ...(publicUrl === undefined ? {} : { mediaUrl: `${publicUrl.replace(/\/+$/, "")}/media/` }),
    ...(version === undefined || url === undefined ? {} : { gui: { version, url } }),
  };
};
