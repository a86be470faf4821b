import { jsonInput, jsonResponse, targetOperation } from "../protocol/json";
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
    const operation = targetOperation(request, TARGET_PREFIX);
    if (operation === undefined) {
      throw unsupported("SQS's query protocol: use an SDK or an aws command line of 2024 or newer");
    }
    const input = withTraceHeader(operation, jsonInput(request.body), request.headers["x-amzn-trace-id"]);
    const output = await this.#api.execute(operation, input, request.signal);
    return jsonResponse("1.0", output);
  }
}
