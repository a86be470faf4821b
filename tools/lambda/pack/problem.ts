/**
 * A reason not to pack that the author of the bundle can fix. Its message is one line that names the Bazel target and the
 * file, says what is wrong and what to do; the program prints it without a stack trace and exits 1.
 */
export class PackProblem extends Error {
  override readonly name = "PackProblem";
}
