import { AwsError } from "../protocol/error";
import { jsonService, runMethods } from "../protocol/json-service";
import { withSeconds } from "../protocol/seconds";
import type { AwsService } from "../protocol/service";
import type { CloudWatchApi } from "./api";
import { requests } from "./requests";

const TARGET_PREFIX = "GraniteServiceVersion20100801.";

/**
 * CloudWatch on the wire: JSON 1.0. The AWS SDK and the `aws` command speak it as of 2026; older ones speak CBOR or the query protocol,
 * which are not answered.
 */
export function cloudWatchService(api: CloudWatchApi): AwsService {
  const run = runMethods("CloudWatch", requests, api);
  return jsonService({
    signingName: "monitoring",
    targetPrefix: TARGET_PREFIX,
    version: "1.0",
    run: async (operation, input) => withSeconds(await run(operation, input)),
    untargeted: ({ path }) =>
      new AwsError(
        "UnknownOperationException",
        400,
        `the local account speaks CloudWatch's JSON protocol only, and this request to ${path} has no target ${TARGET_PREFIX}*: use a client of 2026 or later`,
      ),
  });
}
