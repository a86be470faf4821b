import { jsonService, runMethods } from "../protocol/json-service";
import type { AwsService } from "../protocol/service";
import type { EventBridgeApi } from "./api";
import { requests } from "./requests";

/** EventBridge on the wire: JSON 1.1. */
export function eventBridgeService(api: EventBridgeApi): AwsService {
  const run = runMethods("EventBridge", requests, api);
  return jsonService({
    signingName: "events",
    targetPrefix: "AWSEvents.",
    version: "1.1",
    xrayName: "EventBridge",
    run: (operation, input, { headers }) =>
      operation === "PutEvents"
        ? api.putEvents(input as never, headers["x-amzn-trace-id"])
        : run(operation, input),
  });
}
