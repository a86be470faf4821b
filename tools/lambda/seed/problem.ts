/** What is wrong with the seeds of a service: one line for each fault, which the program prints below the Bazel target. */
export class SeedProblem extends Error {
  override readonly name = "SeedProblem";

  constructor(readonly faults: readonly string[]) {
    super(faults.join("\n"));
  }
}
