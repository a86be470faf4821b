import { gunzipSync } from "node:zlib";
import { AwsError } from "../protocol/error";
import { jsonInput, jsonResponse, methodOf, targetOperation } from "../protocol/json";
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
    const operation = targetOperation(request, TARGET_PREFIX);
    if (operation === undefined) {
      throw new AwsError(
        "UnknownOperationException",
        400,
        `the local account speaks CloudWatch's JSON protocol only, and this request to ${request.path} has no target ${TARGET_PREFIX}*: use a client of 2026 or later`,
      );
    }
    if (!Object.hasOwn(requests, operation)) {
      throw new AwsError(
        "UnknownOperationException",
        400,
        `the local account does not support the CloudWatch operation ${operation}`,
      );
    }
    const output = await this.#call(operation as CloudWatchOperation, input(request) as never);
    return jsonResponse("1.0", withSeconds(output));
  }

  /** The API checks the input against the operation's schema, so that its type holds. */
  #call(operation: CloudWatchOperation, input: never): Promise<object> {
    return this.#api[methodOf(operation)](input);
  }
}

/** PutMetricData is sent compressed where it is large. */
function input({ body, headers }: AwsRequest): object {
  if (headers["content-encoding"] !== "gzip") return jsonInput(body);
  let bytes: Buffer;
  try {
    bytes = gunzipSync(body);
  } catch {
    throw new AwsError("SerializationException", 400, "the request body is not compressed by gzip");
  }
  return jsonInput(bytes);
}
