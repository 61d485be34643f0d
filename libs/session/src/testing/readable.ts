/** Telnet bytes as a transcript: commands in angle brackets, ESC as `\e`, CR LF as a line end. */

const COMMANDS: Readonly<Record<number, string>> = {
  239: "EOR",
  241: "NOP",
  249: "GA",
  251: "WILL",
  252: "WONT",
  253: "DO",
  254: "DONT",
};

const OPTIONS: Readonly<Record<number, string>> = {
  1: "ECHO",
  3: "SGA",
  24: "TTYPE",
  25: "EOR",
  31: "NAWS",
  39: "NEW-ENVIRON",
  42: "CHARSET",
  69: "MSDP",
  70: "MSSP",
  86: "MCCP2",
  87: "MCCP3",
  91: "MXP",
  201: "GMCP",
};

export const readable = (bytes: Uint8Array): string => {
  const decoder = new TextDecoder();
  let out = "";
  let textFrom = 0;
  const flushText = (to: number): void => {
    out += decoder.decode(bytes.subarray(textFrom, to));
  };
  let at = 0;
  while (at < bytes.length) {
    if (bytes[at] !== 255) {
      at += 1;
      continue;
    }
    flushText(at);
    const { shown, next } = command(bytes, at + 1);
    out += shown;
    at = next;
    textFrom = next;
  }
  flushText(bytes.length);
  return out.replaceAll("\r\n", "\n").replaceAll("\u001b", "\\e");
};

const command = (bytes: Uint8Array, at: number): { shown: string; next: number } => {
  const code = bytes[at] ?? 0;
  const name = COMMANDS[code] ?? String(code);
  if (code === 250) {
    const end = endOfSubnegotiation(bytes, at + 1);
    const option = OPTIONS[bytes[at + 1] ?? 0] ?? String(bytes[at + 1]);
    const payload = new TextDecoder().decode(bytes.subarray(at + 2, end));
    return { shown: `<SB ${option} ${payload}>`, next: end + 2 };
  }
  if (code < 251 || code === 255) return { shown: `<${name}>`, next: at + 1 };
  const option = bytes[at + 1] ?? 0;
  return { shown: `<${name} ${OPTIONS[option] ?? option}>`, next: at + 2 };
};

const endOfSubnegotiation = (bytes: Uint8Array, from: number): number => {
  let at = from;
  while (at < bytes.length && !(bytes[at] === 255 && bytes[at + 1] === 240)) at += 1;
  return at;
};
