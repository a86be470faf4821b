import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { FerryError } from "../../error";
import { LIVE } from "../../model/observed";
import { translate } from "../client/failure";

export interface Invocation {
  readonly statusCode: number;
  readonly executedVersion: string | undefined;
  /** `Handled` or `Unhandled` if the function failed. */
  readonly functionError: string | undefined;
  readonly payload: string;
  /** The last 4 kB of the log, if requested. */
  readonly logTail: string | undefined;
}

/** Invokes the function through its alias `live` and waits for the result. */
export async function invokeLive(
  client: LambdaClient,
  functionName: string,
  payload: string,
  tail: boolean,
): Promise<Invocation> {
  try {
    const answer = await client.send(
      new InvokeCommand({
        FunctionName: functionName,
        Qualifier: LIVE,
        Payload: Buffer.from(payload),
        LogType: tail ? "Tail" : "None",
      }),
    );
    const { LogResult } = answer;
    return {
      statusCode: answer.StatusCode ?? 0,
      executedVersion: answer.ExecutedVersion,
      functionError: answer.FunctionError,
      payload: Buffer.from(answer.Payload ?? []).toString("utf8"),
      logTail: LogResult === undefined ? undefined : Buffer.from(LogResult, "base64").toString("utf8"),
    };
  } catch (error) {
    if ((error as Error).name !== "ResourceNotFoundException") throw translate(error, "Lambda.Invoke");
    throw new FerryError("FunctionMissing", `there is no function ${functionName} with an alias ${LIVE}`, {
      cause: error,
      next: "deploy the service to this environment first",
    });
  }
}
