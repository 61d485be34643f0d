/**
 * An operating error: not a mistake of the program, but something on the machine that the operator
 * can mend. `message` is a sentence that says what is wrong and what to do; a process that cannot
 * start because of it shows that sentence and no stack trace.
 */
export class OperatorError extends Error {
  override readonly name: string = "OperatorError";
}
