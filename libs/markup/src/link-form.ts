/** How a terminal is told that a text runs a command when it is clicked. */

export interface LinkForm {
  /** Equal for forms that write the same. */
  readonly key: string;
  /** The text (colours but no line end in it) as a link; the text alone where that cannot be. */
  readonly encode: (command: string, text: string) => string;
}
