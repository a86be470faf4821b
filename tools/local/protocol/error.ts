/**
 * An error that an AWS service answers: the client sees `code` and `message`, in the error document of the service's protocol.
 * `status` is the HTTP status; below 500 the caller is at fault.
 */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    /** Further members of the error document, such as Lambda's `Type`. */
    readonly members: Readonly<Record<string, unknown>> = {},
    /** Headers of the answer, names in lower case. */
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = "AwsError";
  }
}
