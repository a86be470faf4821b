import { AwsError } from "../protocol/error";
import { jsonInput, jsonResponse, methodOf, targetOperation } from "../protocol/json";
import type { AwsRequest, AwsResponse, AwsService } from "../protocol/service";
import type { EventsApi } from "./api";
import { type EventsOperation, requests } from "./requests";

const TARGET_PREFIX = "AWSEvents.";

/** EventBridge on the wire: JSON 1.1, the operation in `X-Amz-Target`. */
export class EventsService implements AwsService {
  readonly signingName = "events";
  readonly protocol = "json";
  readonly #api: EventsApi;

  constructor(api: EventsApi) {
    this.#api = api;
  }

  async handle(request: AwsRequest): Promise<AwsResponse> {
    const operation = targetOperation(request, TARGET_PREFIX) ?? "";
    if (!Object.hasOwn(requests, operation)) {
      throw new AwsError(
        "UnknownOperationException",
        400,
        `the local account does not support the EventBridge operation ${operation || request.headers["x-amz-target"] || "(none)"}`,
      );
    }
    const output = await this.#call(operation as EventsOperation, jsonInput(request.body) as never, request);
    return jsonResponse("1.1", output);
  }

  /** The API checks the input against the operation's schema, so that its type holds. */
  #call(operation: EventsOperation, input: never, { headers }: AwsRequest): Promise<object> {
    if (operation === "PutEvents") return this.#api.putEvents(input, headers["x-amzn-trace-id"]);
    return this.#api[methodOf(operation)](input);
  }
}
