import { Readable } from "node:stream";
import { AwsError } from "../protocol/error";
import { jsonInput, jsonResponse, methodOf, targetOperation } from "../protocol/json";
import type { AwsRequest, AwsResponse, AwsService } from "../protocol/service";
import type { LogsApi } from "./api";
import { type LogsOperation, requests } from "./requests";

const TARGET_PREFIX = "Logs_20140328.";

/** CloudWatch Logs on the wire: JSON 1.1, the operation in `X-Amz-Target`. */
export class LogsService implements AwsService {
  readonly signingName = "logs";
  readonly protocol = "json";
  readonly #api: LogsApi;

  constructor(api: LogsApi) {
    this.#api = api;
  }

  async handle(request: AwsRequest): Promise<AwsResponse> {
    const operation = targetOperation(request, TARGET_PREFIX) ?? "";
    if (!Object.hasOwn(requests, operation)) {
      throw new AwsError(
        "UnknownOperationException",
        400,
        `the local account does not support the CloudWatch Logs operation ${operation || request.headers["x-amz-target"] || "(none)"}`,
      );
    }
    const output = await this.#call(operation as LogsOperation, jsonInput(request.body) as never);
    if (output instanceof Readable) {
      return { status: 200, headers: { "content-type": "application/vnd.amazon.eventstream" }, body: output };
    }
    return jsonResponse("1.1", output);
  }

  /** The API checks the input against the operation's schema, so that its type holds. */
  #call(operation: LogsOperation, input: never): Promise<object> {
    return this.#api[methodOf(operation)](input);
  }
}
