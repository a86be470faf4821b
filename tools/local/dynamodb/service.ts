import { AwsError } from "../protocol/error";
import type { AwsRequest, AwsResponse, AwsService } from "../protocol/service";
import type { DynamoDbApi } from "./api";

/** DynamoDB's wire side: JSON 1.0, the operation in `X-Amz-Target`. */
export class DynamoDbService implements AwsService {
  readonly signingName = "dynamodb";
  readonly protocol = "json";
  readonly #api: DynamoDbApi;

  constructor(api: DynamoDbApi) {
    this.#api = api;
  }

  async handle(request: AwsRequest): Promise<AwsResponse> {
    const [version, operation = ""] = (request.headers["x-amz-target"] ?? "").split(".");
    if (version !== "DynamoDB_20120810") {
      throw new AwsError(
        "UnknownOperationException",
        400,
        `the target is not of DynamoDB_20120810: "${version}"`,
      );
    }
    const output = await this.#api.execute(operation, body(request), request.region);
    return {
      status: 200,
      headers: { "content-type": "application/x-amz-json-1.0" },
      body: JSON.stringify(output),
    };
  }

  close(): Promise<void> {
    return this.#api.close();
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
