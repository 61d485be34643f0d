/** Gives the player a text as a file to keep. */

export const saveFile = (name: string, type: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold on the text from here on.
  setTimeout(() => URL.revokeObjectURL(url), 0);
};
