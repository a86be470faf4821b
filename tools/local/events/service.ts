import { AwsError } from "../protocol/error";
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
    const target = request.headers["x-amz-target"] ?? "";
    const operation = target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : "";
    if (!Object.hasOwn(requests, operation)) {
      throw new AwsError(
        "UnknownOperationException",
        400,
        `the local account does not support the EventBridge operation ${operation || target || "(none)"}`,
      );
    }
    const output = await this.#call(operation as EventsOperation, parse(request.body), request);
    return {
      status: 200,
      headers: { "content-type": "application/x-amz-json-1.1" },
      body: JSON.stringify(output),
    };
  }

  /** The API checks the input against the operation's schema, so that its type holds. */
  #call(operation: EventsOperation, input: never, { headers }: AwsRequest): Promise<object> {
    if (operation === "PutEvents") return this.#api.putEvents(input, headers["x-amzn-trace-id"]);
    const method = (operation.charAt(0).toLowerCase() + operation.slice(1)) as Uncapitalize<EventsOperation>;
    return this.#api[method](input);
  }
}

function parse(body: Buffer): never {
  try {
    return (body.length === 0 ? {} : JSON.parse(body.toString("utf8"))) as never;
  } catch {
    throw new AwsError("SerializationException", 400, "the request body is not JSON");
  }
}
