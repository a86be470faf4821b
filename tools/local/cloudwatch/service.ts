import { gunzipSync } from "node:zlib";
import { AwsError } from "../protocol/error";
import { withSeconds } from "../protocol/seconds";
import type { AwsRequest, AwsResponse, AwsService } from "../protocol/service";
import type { CloudWatchApi } from "./api";
import { type CloudWatchOperation, requests } from "./requests";

const TARGET_PREFIX = "GraniteServiceVersion20100801.";

/**
 * CloudWatch on the wire: JSON 1.0, the operation in `X-Amz-Target`. The AWS SDK and the `aws` command speak it as of 2026; older ones speak
 * CBOR or the query protocol, which are not answered.
 */
export class CloudWatchService implements AwsService {
  readonly signingName = "monitoring";
  readonly protocol = "json";
  readonly #api: CloudWatchApi;

  constructor(api: CloudWatchApi) {
    this.#api = api;
  }

  async handle(request: AwsRequest): Promise<AwsResponse> {
    const target = request.headers["x-amz-target"] ?? "";
    if (!target.startsWith(TARGET_PREFIX)) {
      throw new AwsError(
        "UnknownOperationException",
        400,
        `the local account speaks CloudWatch's JSON protocol only, and this request to ${request.path} has no target ${TARGET_PREFIX}*: use a client of 2026 or later`,
      );
    }
    const operation = target.slice(TARGET_PREFIX.length);
    if (!Object.hasOwn(requests, operation)) {
      throw new AwsError(
        "UnknownOperationException",
        400,
        `the local account does not support the CloudWatch operation ${operation}`,
      );
    }
    const output = await this.#call(operation as CloudWatchOperation, parse(request));
    return {
      status: 200,
      headers: { "content-type": "application/x-amz-json-1.0" },
      body: JSON.stringify(withSeconds(output)),
    };
  }

  /** The API checks the input against the operation's schema, so that its type holds. */
  #call(operation: CloudWatchOperation, input: never): Promise<object> {
    const method = (operation.charAt(0).toLowerCase() +
      operation.slice(1)) as Uncapitalize<CloudWatchOperation>;
    return this.#api[method](input);
  }
}

/** PutMetricData is sent compressed where it is large. */
function parse({ body, headers }: AwsRequest): never {
  try {
    const bytes = headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
    return (bytes.length === 0 ? {} : JSON.parse(bytes.toString("utf8"))) as never;
  } catch {
    throw new AwsError("SerializationException", 400, "the request body is not JSON");
  }
}
