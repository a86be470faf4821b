/** The colours in use; without effect if colour is off. */
export interface Colors {
  bold(text: string): string;
  dim(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  red(text: string): string;
  cyan(text: string): string;
}

export interface Style {
  readonly colors: Colors;
  /** Columns of the terminal. */
  readonly width: number;
}
