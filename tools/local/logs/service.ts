import { Readable } from "node:stream";
import { AwsError } from "../protocol/error";
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
    const target = request.headers["x-amz-target"] ?? "";
    const operation = target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : "";
    if (!Object.hasOwn(requests, operation)) {
      throw new AwsError(
        "UnknownOperationException",
        400,
        `the local account does not support the CloudWatch Logs operation ${operation || target || "(none)"}`,
      );
    }
    const output = await this.#call(operation as LogsOperation, parse(request.body));
    if (output instanceof Readable) {
      return { status: 200, headers: { "content-type": "application/vnd.amazon.eventstream" }, body: output };
    }
    return {
      status: 200,
      headers: { "content-type": "application/x-amz-json-1.1" },
      body: JSON.stringify(output),
    };
  }

  /** The API checks the input against the operation's schema, so that its type holds. */
  #call(operation: LogsOperation, input: never): Promise<object> {
    const method = (operation.charAt(0).toLowerCase() + operation.slice(1)) as Uncapitalize<LogsOperation>;
    return this.#api[method](input);
  }
}

function parse(body: Buffer): never {
  try {
    return (body.length === 0 ? {} : JSON.parse(body.toString("utf8"))) as never;
  } catch {
    throw new AwsError("SerializationException", 400, "the request body is not JSON");
  }
}
