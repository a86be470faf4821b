/** Something that breaks a rule. */
export interface Problem {
  /** Path in the workspace. */
  readonly file: string;
  readonly line?: number;
  /** What is wrong, by which rule, and what to do. */
  readonly text: string;
}

/** As editors and CI read it. */
export function printed({ file, line, text }: Problem): string {
  return `${file}${line === undefined ? "" : `:${line}`} ${text}`;
}
