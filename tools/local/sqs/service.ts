import { jsonService } from "../protocol/json-service";
import type { AwsService } from "../protocol/service";
import type { SqsApi } from "./api";
import { unsupported } from "./errors";
import { withTraceHeader } from "./message/http-trace-header";

/** SQS on the wire: JSON 1.0. The query protocol, used by clients from before November 2023, is refused by name. */
export function sqsService(api: SqsApi): AwsService {
  return jsonService({
    signingName: "sqs",
    targetPrefix: "AmazonSQS.",
    version: "1.0",
    xrayName: "SQS",
    run: (operation, input, { headers, signal }) =>
      api.execute(operation, withTraceHeader(operation, input, headers["x-amzn-trace-id"]), signal),
    untargeted: () => unsupported("SQS's query protocol: use an SDK or an aws command line of 2024 or newer"),
  });
}
