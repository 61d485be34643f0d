/** How a terminal is told that a text runs a command when it is clicked. */

export interface LinkForm {
  /** Equal for forms that write the same. */
  readonly key: string;
  /** The text, which may hold colours but no line end, as a link; the text alone if it cannot be. */
  readonly encode: (command: string, text: string) => string;
}
