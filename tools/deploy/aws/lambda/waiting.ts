import {
  GetFunctionCommand,
  type LambdaClient,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { FerryError } from "../../error";
import type { FunctionVersion } from "../../model/observed";
import { translate } from "../client/failure";
import { functionVersion } from "./configuration";

/** In seconds. A code update usually takes a second or less, and GetFunction may be called 100 times a second. */
const PACE = { minDelay: 0.2, maxDelay: 0.5, maxWaitTime: 300 };

/** Waits until no creation or update of the function is in progress. @returns `$LATEST` afterwards */
export async function untilSettled(
  client: LambdaClient,
  functionName: string,
  current: FunctionVersion,
  signal: AbortSignal,
): Promise<FunctionVersion> {
  let version = current;
  const pace = { client, ...PACE, abortSignal: signal };
  try {
    if (version.state === "Pending") {
      const { reason } = await waitUntilFunctionActiveV2(pace, { FunctionName: functionName });
      version = functionVersion(reason?.Configuration ?? {});
    }
    if (version.lastUpdateStatus === "InProgress") {
      const { reason } = await waitUntilFunctionUpdatedV2(pace, { FunctionName: functionName });
      version = functionVersion(reason?.Configuration ?? {});
    }
    return version;
  } catch (error) {
    throw await explain(error, client, functionName, "$LATEST");
  }
}

/** Waits until the published version can be invoked. The dedicated waiter is not used, as it calls GetFunctionConfiguration. */
export async function untilPublishedActive(
  client: LambdaClient,
  functionName: string,
  version: string,
  signal: AbortSignal,
): Promise<void> {
  const pace = { client, ...PACE, abortSignal: signal };
  try {
    await waitUntilFunctionActiveV2(pace, { FunctionName: functionName, Qualifier: version });
  } catch (error) {
    throw await explain(error, client, functionName, version);
  }
}

/**
 * A waiter throws on a terminal state, a timeout, or an interruption. Its own message contains the whole response, including
 * environment variables, and must not be shown: Lambda's reason is shown instead.
 */
async function explain(
  error: unknown,
  client: LambdaClient,
  functionName: string,
  qualifier: string,
): Promise<Error> {
  if ((error as Error).name === "AbortError") return error as Error;
  let found: FunctionVersion;
  try {
    const command = new GetFunctionCommand({ FunctionName: functionName, Qualifier: qualifier });
    found = functionVersion((await client.send(command)).Configuration ?? {});
  } catch (failure) {
    return translate(failure, "Lambda.GetFunction");
  }
  const state = `it is ${found.state}, its last update ${found.lastUpdateStatus}`;
  return new FerryError(
    "FunctionFailed",
    `${functionName}:${qualifier} did not become ready: ${found.reason ?? state}`,
    { next: "fix what it names, then run the same command again" },
  );
}
