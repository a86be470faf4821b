import { AwsError } from "../protocol/error";
import { jsonObject, methodOf } from "../protocol/json";
import { property } from "../protocol/property";
import type { AwsRequest, AwsResponse, AwsService } from "../protocol/service";
import type { SchedulerApi } from "./api";
import { validationFailed } from "./errors";
import type { SchedulerOperation } from "./requests";

/** Operations by method and path; the members of a query are named as those of the input, in camel case. */
const OPERATIONS: Readonly<Record<string, SchedulerOperation>> = {
  "GET /schedules": "ListSchedules",
  "GET /schedules/{Name}": "GetSchedule",
  "POST /schedules/{Name}": "CreateSchedule",
  "PUT /schedules/{Name}": "UpdateSchedule",
  "DELETE /schedules/{Name}": "DeleteSchedule",
};

/** In the query of ListSchedules, the group goes by another name than in its input. */
const QUERY_NAMES: Readonly<Record<string, string>> = {
  ScheduleGroup: "GroupName",
  groupName: "GroupName",
  clientToken: "ClientToken",
};

/** EventBridge Scheduler on the wire: REST-JSON (https://docs.aws.amazon.com/scheduler/latest/APIReference/). */
export class SchedulerService implements AwsService {
  readonly signingName = "scheduler";
  readonly protocol = "rest-json";
  readonly xrayName = "Scheduler";
  readonly #api: SchedulerApi;

  constructor(api: SchedulerApi) {
    this.#api = api;
  }

  isMeant({ path }: AwsRequest): boolean {
    return /^\/(schedules|schedule-groups|tags)(\/|$)/.test(path);
  }

  operation(request: AwsRequest): string | undefined {
    return operationOf(request)?.operation;
  }

  async handle(request: AwsRequest): Promise<AwsResponse> {
    const found = operationOf(request);
    if (found === undefined) {
      throw new AwsError(
        "UnknownOperationException",
        404,
        `the local account does not support the EventBridge Scheduler operation ${request.method} ${request.path}`,
      );
    }
    const { operation, name } = found;
    const query = [...request.query].map(([key, value]) => [property(QUERY_NAMES, key) ?? key, value]);
    const input = { ...parse(request.body), ...Object.fromEntries(query), ...(name && { Name: name }) };
    // The API checks the input against the operation's schema, so that its type holds.
    const output = await this.#api[methodOf(operation)](input as never);
    return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(output) };
  }
}

function operationOf({
  method,
  path,
}: AwsRequest): { operation: SchedulerOperation; name: string } | undefined {
  const name = /^\/schedules\/([^/]+)$/.exec(path)?.[1];
  const operation = OPERATIONS[`${method} ${name === undefined ? path : "/schedules/{Name}"}`];
  if (operation === undefined) return undefined;
  try {
    return { operation, name: decodeURIComponent(name ?? "") };
  } catch {
    return undefined; // no path that a client would send
  }
}

function parse(body: Buffer): object {
  const input = jsonObject(body);
  if (input === undefined) throw validationFailed("the request body is not a JSON object");
  return input;
}
