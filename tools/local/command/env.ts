import { CommandFailure } from "./failure";
import { ownerOf } from "./owner";
import { runningAccount } from "./running";

/** The account accepts any region; some tools do not start without one. */
const REGION = "us-east-1";

/** Variables by which AWS's tools call the running account as its owner. @throws CommandFailure when it does not run */
export async function env(stateFolder: string): Promise<Readonly<Record<string, string>>> {
  const running = await runningAccount(stateFolder);
  if (running === undefined) throw new CommandFailure("the local account is not running; start it first");
  const credentials = ownerOf(stateFolder);
  if (credentials === undefined) {
    throw new CommandFailure(
      "the local account that runs is of an older Ferry, which has no key; stop it, and start it again",
    );
  }
  return {
    AWS_ENDPOINT_URL: running.endpoint,
    AWS_REGION: REGION,
    // Version 1 of the `aws` command line reads this one.
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
}

/**
 * Versions of the `aws` command line before 1.29.70 and 2.13, such as Debian's, do not know `AWS_ENDPOINT_URL`, and would send what is
 * meant for this account to AWS; later ones of version 1 know it, but not for SQS.
 */
const AWS_FUNCTION =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's
  'aws() { if [ -n "${AWS_ENDPOINT_URL:-}" ]; then command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; else command aws "$@"; fi; }';

/**
 * For `eval` in a POSIX shell: exports the variables, and makes `aws` a function that calls the account in any version. Unsets what
 * would take precedence, or be sent along with the key.
 */
export function shellText(variables: Readonly<Record<string, string>>): string {
  const exports = Object.entries(variables).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`,
  );
  return [
    "unset AWS_PROFILE AWS_SESSION_TOKEN",
    "unalias aws 2>/dev/null || :",
    ...exports,
    AWS_FUNCTION,
  ].join("\n");
}
