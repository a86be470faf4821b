import { buffer } from "node:stream/consumers";
import { GetFunctionCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { HttpRequest, parseUrl } from "@smithy/core/protocols";
import { FerryError } from "../../error";
import type { CallCounter } from "../client/calls";
import { translate } from "../client/failure";

/** The zip of a function's version, from GetFunction's presigned URL; undefined if there is no such version. */
export async function downloadCode(
  client: LambdaClient,
  calls: CallCounter,
  functionName: string,
  version: string,
): Promise<Buffer | undefined> {
  const location = await codeLocation(client, functionName, version);
  if (location === undefined) return undefined;
  const request = new HttpRequest({ ...parseUrl(location), method: "GET" });
  try {
    // By the client's own handler, and so through the same proxy.
    const { response } = await client.config.requestHandler.handle(request);
    const body = await buffer(response.body);
    if (response.statusCode !== 200) throw new Error(`HTTP ${response.statusCode}`);
    return body;
  } catch (cause) {
    const operation = `the download of the code of ${functionName}`;
    const access = calls.accessFailure(cause, { operation, serviceId: "S3", target: request });
    if (access) throw access;
    // Without the URL, which gives access to the code.
    throw new FerryError(
      "AwsFailed",
      `the code of version ${version} of ${functionName} cannot be downloaded: ${(cause as Error).message}`,
      { cause, next: "run the same command again" },
    );
  }
}

async function codeLocation(
  client: LambdaClient,
  functionName: string,
  version: string,
): Promise<string | undefined> {
  try {
    const command = new GetFunctionCommand({ FunctionName: functionName, Qualifier: version });
    return (await client.send(command)).Code?.Location;
  } catch (error) {
    if ((error as Error).name === "ResourceNotFoundException") return undefined;
    throw translate(error, "Lambda.GetFunction");
  }
}
