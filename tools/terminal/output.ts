import { createColors, rendered } from "./colors";
import { harmless, json } from "./harmless";
import type { Colors, Style } from "./style";

/** Columns if the terminal reports none, or 0 as in some CI systems: wide enough to keep log lines whole. */
const DEFAULT_WIDTH = 120;

/** The part of a stream that is used here. */
export type Stream = Pick<NodeJS.WriteStream, "write" | "isTTY" | "columns">;

/**
 * Standard output or standard error, and the only way to print text of any origin on them. Except for the colours of this process, the
 * output has no effect on a terminal, neither now nor when a log is read later.
 */
export class Output {
  readonly #stream: Stream;
  readonly #defaultWidth: number;
  readonly colors: Colors;

  constructor(stream: Stream, variables: NodeJS.ProcessEnv, defaultWidth = DEFAULT_WIDTH) {
    this.#stream = stream;
    this.#defaultWidth = defaultWidth;
    // Colour is for terminals, and NO_COLOR turns it off (https://no-color.org).
    this.colors = createColors(this.isTerminal && !variables.NO_COLOR && variables.TERM !== "dumb");
  }

  get isTerminal(): boolean {
    return this.#stream.isTTY === true;
  }

  get style(): Style {
    return { colors: this.colors, width: this.#stream.columns || this.#defaultWidth };
  }

  /** Writes one line, or several. */
  lines(text: string): void {
    this.#stream.write(`${rendered(harmless(text))}\n`);
  }

  /** Writes a line of JSON. */
  json(value: unknown): void {
    this.#stream.write(`${json(value)}\n`);
  }

  /**
   * Writes data that was requested from elsewhere: escaped on a terminal, like any text, and unchanged to a pipe or a file, whose reader
   * compares, stores or parses it.
   */
  verbatim(text: string): void {
    if (this.isTerminal) this.lines(text);
    else this.#stream.write(`${text}\n`);
  }
}
