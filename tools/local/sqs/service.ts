import { AwsError } from "../protocol/error";
import type { AwsRequest, AwsResponse, AwsService } from "../protocol/service";
import type { SqsApi } from "./api";
import { unsupported } from "./errors";
import { withTraceHeader } from "./http-trace-header";

const TARGET_PREFIX = "AmazonSQS.";

/**
 * SQS on the wire: JSON 1.0, the operation in `X-Amz-Target`. The query protocol, which clients of before November 2023 speak, is refused
 * by name.
 */
export class SqsService implements AwsService {
  readonly signingName = "sqs";
  readonly protocol = "json";
  readonly #api: SqsApi;

  constructor(api: SqsApi) {
    this.#api = api;
  }

  async handle(request: AwsRequest): Promise<AwsResponse> {
    const target = request.headers["x-amz-target"] ?? "";
    if (!target.startsWith(TARGET_PREFIX)) {
      throw unsupported("SQS's query protocol: use an SDK or an aws command line of 2024 or newer");
    }
    const operation = target.slice(TARGET_PREFIX.length);
    const input = withTraceHeader(operation, body(request), request.headers["x-amzn-trace-id"]);
    const output = await this.#api.execute(operation, input, request.signal);
    return {
      status: 200,
      headers: { "content-type": "application/x-amz-json-1.0" },
      body: JSON.stringify(output),
    };
  }
}

function body(request: AwsRequest): object {
  try {
    const parsed: unknown = JSON.parse(request.body.toString("utf8"));
    if (typeof parsed === "object" && parsed !== null) return parsed;
  } catch {
    // Said below.
  }
  throw new AwsError("SerializationException", 400, "the request body is not a JSON object");
}
