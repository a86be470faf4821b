/**
 * What is wrong with a stack, one line for each fault. Each names what is wrong and what to do; the program puts the Bazel
 * target and the file before it, prints no stack trace, and exits 1.
 */
export class StackProblem extends Error {
  override readonly name = "StackProblem";

  constructor(readonly faults: readonly string[]) {
    super(faults.join("\n"));
  }
}
