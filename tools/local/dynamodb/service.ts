import { AwsError } from "../protocol/error";
import { jsonInput, jsonResponse, targetOperation } from "../protocol/json";
import type { AwsRequest, AwsResponse, AwsService } from "../protocol/service";
import type { DynamoDbApi } from "./api";

const TARGET_PREFIX = "DynamoDB_20120810.";

/** DynamoDB's wire side: JSON 1.0, the operation in `X-Amz-Target`. */
export class DynamoDbService implements AwsService {
  readonly signingName = "dynamodb";
  readonly protocol = "json";
  readonly #api: DynamoDbApi;

  constructor(api: DynamoDbApi) {
    this.#api = api;
  }

  async handle(request: AwsRequest): Promise<AwsResponse> {
    const operation = targetOperation(request, TARGET_PREFIX);
    if (operation === undefined) {
      throw new AwsError(
        "UnknownOperationException",
        400,
        `the target is not of ${TARGET_PREFIX}*: "${request.headers["x-amz-target"] ?? ""}"`,
      );
    }
    return jsonResponse("1.0", await this.#api.execute(operation, jsonInput(request.body), request.region));
  }

  close(): Promise<void> {
    return this.#api.close();
  }
}
