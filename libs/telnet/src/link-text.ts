/** What the two kinds of links have in common. */

/** True when the text holds C0 or C1 controls: such a text may steer a terminal. */
export const hasControls = (text: string): boolean => {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 || (unit >= 0x7f && unit <= 0x9f)) return true;
  }
  return false;
};

/** Each line of the text between `open` and `close`; empty lines stay as they are. */
export const linkEachLine = (text: string, open: string, close: string): string =>
  text
    .split("\n")
    .map((line) => (line === "" ? "" : `${open}${line}${close}`))
    .join("\n");
