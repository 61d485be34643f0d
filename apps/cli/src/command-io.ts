/** Where a command writes; tests give their own. */
export interface CommandIo {
  out(line: string): void;
  err(line: string): void;
}
