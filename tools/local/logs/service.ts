import { jsonService, runMethods } from "../protocol/json-service";
import type { AwsService } from "../protocol/service";
import type { LogsApi } from "./api";
import { requests } from "./requests";

/** CloudWatch Logs on the wire: JSON 1.1. */
export function logsService(api: LogsApi): AwsService {
  return jsonService({
    signingName: "logs",
    targetPrefix: "Logs_20140328.",
    version: "1.1",
    run: runMethods("CloudWatch Logs", requests, api),
  });
}
