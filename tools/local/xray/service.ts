import { AwsError } from "../protocol/error";
import { jsonObject, methodOf } from "../protocol/json";
import { withSeconds } from "../protocol/seconds";
import type { AwsRequest, AwsResponse, AwsService } from "../protocol/service";
import type { XRayApi } from "./api";
import { invalidRequest } from "./errors";
import type { XRayOperation } from "./requests";

const OPERATIONS: Readonly<Record<string, XRayOperation>> = {
  "/TraceSummaries": "GetTraceSummaries",
  "/Traces": "BatchGetTraces",
};

/** X-Ray on the wire: REST-JSON (https://docs.aws.amazon.com/xray/latest/api/API_Operations.html). */
export class XRayService implements AwsService {
  readonly signingName = "xray";
  readonly protocol = "rest-json";
  readonly #api: XRayApi;

  constructor(api: XRayApi) {
    this.#api = api;
  }

  operation({ method, path }: AwsRequest): XRayOperation | undefined {
    return method === "POST" && Object.hasOwn(OPERATIONS, path) ? OPERATIONS[path] : undefined;
  }

  async handle(request: AwsRequest): Promise<AwsResponse> {
    const operation = this.operation(request);
    if (operation === undefined) {
      throw new AwsError(
        "UnknownOperationException",
        404,
        `the local account does not support the X-Ray operation ${request.method} ${request.path}`,
      );
    }
    const output = await this.#call(operation, parse(request.body));
    return {
      status: 200,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(withSeconds(output)),
    };
  }

  /** The API checks the input against the operation's schema, so that its type holds. */
  #call(operation: XRayOperation, input: never): Promise<object> {
    return this.#api[methodOf(operation)](input);
  }
}

function parse(body: Buffer): never {
  const input = jsonObject(body);
  if (input === undefined) throw invalidRequest("the request body is not a JSON object");
  return input as never;
}
