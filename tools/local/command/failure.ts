/** Ends the command with a message for the user, and no stack trace. Exit code 1: it failed; 2: usage or configuration. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";

  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message);
  }
}
