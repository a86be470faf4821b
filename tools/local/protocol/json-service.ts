import { AwsError } from "./error";
import { jsonInput, jsonResponse, methodOf, targetOperation } from "./json";
import type { AwsRequest, AwsService } from "./service";

export interface JsonServiceOptions {
  readonly signingName: string;
  /** Prefix of the operation in `X-Amz-Target`, with its dot: `AWSEvents.` */
  readonly targetPrefix: string;
  readonly version: "1.0" | "1.1";
  /** Runs an operation, and refuses unknown ones. */
  readonly run: (operation: string, input: object, request: AwsRequest) => Promise<unknown>;
  /** The error for a request without such a target, as of another protocol. */
  readonly untargeted?: (request: AwsRequest) => AwsError;
  readonly xrayName?: string;
}

/** A service that speaks AWS's JSON 1.0 or 1.1 protocol. */
export function jsonService(options: JsonServiceOptions): AwsService {
  const { signingName, targetPrefix, version, run, untargeted = unknownTarget, xrayName } = options;
  return {
    signingName,
    protocol: "json",
    ...(xrayName && { xrayName }),
    isMeant: (request) => targetOperation(request, targetPrefix) !== undefined,
    async handle(request) {
      const operation = targetOperation(request, targetPrefix);
      if (operation === undefined) throw untargeted(request);
      return jsonResponse(version, await run(operation, jsonInput(request), request));
    },
  };
}

function unknownTarget({ headers }: AwsRequest): AwsError {
  const target = headers["x-amz-target"] ?? "";
  return new AwsError("UnknownOperationException", 400, `the local account has no target "${target}"`);
}

/** An API of one method for each operation. It checks the inputs itself, so that their types hold. */
type Methods<Operation extends string> = {
  readonly [Name in Uncapitalize<Operation>]: (input: never) => Promise<object>;
};

/**
 * Runs the operations of an API.
 * @param name of the service, for people
 * @param requests the operations, by their names
 */
export function runMethods<Operation extends string>(
  name: string,
  requests: Readonly<Record<Operation, unknown>>,
  api: Methods<Operation>,
): (operation: string, input: object) => Promise<object> {
  return async (operation, input) => {
    if (!Object.hasOwn(requests, operation)) {
      throw new AwsError(
        "UnknownOperationException",
        400,
        `the local account does not support the ${name} operation ${operation}`,
      );
    }
    return await api[methodOf(operation as Operation)](input as never);
  };
}
