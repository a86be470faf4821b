import { createColors, rendered } from "./colors";
import { harmless, json } from "./harmless";
import type { Colors, Style } from "./style";

/** Columns where the terminal does not say, or says 0 as some of CI do: wide enough that logs are not broken up. */
const DEFAULT_WIDTH = 120;

/** What is written to, as far as it matters here. */
export type Stream = Pick<NodeJS.WriteStream, "write" | "isTTY" | "columns">;

/**
 * Standard output or standard error: the one way to them for text of any origin. What is written can do nothing to a terminal, neither now
 * nor when a log is looked at later, but for the colours of this process.
 */
export class Output {
  readonly #stream: Stream;
  readonly #defaultWidth: number;
  readonly colors: Colors;

  constructor(stream: Stream, variables: NodeJS.ProcessEnv, defaultWidth = DEFAULT_WIDTH) {
    this.#stream = stream;
    this.#defaultWidth = defaultWidth;
    // Colour is for terminals, unless NO_COLOR says otherwise (https://no-color.org).
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
   * Writes what a program was asked for and did not make: on a terminal like any text. A pipe or a file gets it as it is, since what
   * reads it there compares, stores or parses it.
   */
  verbatim(text: string): void {
    if (this.isTerminal) this.lines(text);
    else this.#stream.write(`${text}\n`);
  }
}
