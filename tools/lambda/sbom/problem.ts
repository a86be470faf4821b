/**
 * A reason not to write a bill of materials. Its message is one line that names the Bazel target, says what is wrong and what
 * to do; the program prints it without a stack trace and exits 1.
 */
export class SbomProblem extends Error {
  override readonly name = "SbomProblem";
}
