import { jsonService } from "../protocol/json-service";
import type { AwsService } from "../protocol/service";
import type { DynamoDbApi } from "./api";

/** DynamoDB on the wire: JSON 1.0. */
export function dynamoDbService(api: DynamoDbApi): AwsService {
  return jsonService({
    signingName: "dynamodb",
    targetPrefix: "DynamoDB_20120810.",
    version: "1.0",
    xrayName: "DynamoDB",
    run: (operation, input, { region }) => api.execute(operation, input, region),
  });
}
