/** What a command answers, before it is printed. */
export interface Answer {
  readonly rows: readonly (readonly string[])[];
  readonly summary: string;
  /** Members of the report for programs. */
  readonly record: object;
  /** Whether something was found that must not be there: the exit code says so. */
  readonly finding: boolean;
}
