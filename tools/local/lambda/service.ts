import { AwsError } from "../protocol/error";
import type { AwsRequest, AwsResponse, AwsService } from "../protocol/service";
import type { LambdaApi } from "./api";
import { type PathParameters, ROUTES, type Route } from "./routes";

/** Lambda on the wire: REST-JSON (https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html). */
export class LambdaService implements AwsService {
  readonly signingName = "lambda";
  readonly protocol = "rest-json";
  readonly #api: LambdaApi;

  constructor(api: LambdaApi) {
    this.#api = api;
  }

  operation(request: AwsRequest): string | undefined {
    return find(request)?.route.operation;
  }

  async handle(request: AwsRequest): Promise<AwsResponse> {
    const found = find(request);
    if (found) return found.route.handle(this.#api, request, found.parameters);
    throw new AwsError(
      "UnknownOperationException",
      404,
      `the local account does not support the Lambda operation ${request.method} ${request.path}`,
      { Type: "User" },
    );
  }

  /** Stops all function processes. */
  close(): Promise<void> {
    return this.#api.close();
  }
}

function find(request: AwsRequest): { route: Route; parameters: PathParameters } | undefined {
  for (const route of ROUTES) {
    const parameters = route.method === request.method ? match(route, request.path) : undefined;
    if (parameters) return { route, parameters };
  }
  return undefined;
}

/** The decoded values of the route's placeholders, if the path is one of the route. */
function match(route: Route, path: string): PathParameters | undefined {
  const pattern = route.path.split("/");
  const segments = path.replace(/\/$/, "").split("/");
  if (pattern.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? "";
    const placeholder = /^\{(\w+)\}$/.exec(part)?.[1];
    if (placeholder === undefined) {
      if (part !== segment) return undefined;
    } else {
      try {
        parameters[placeholder] = decodeURIComponent(segment);
      } catch {
        return undefined;
      }
    }
  }
  return parameters;
}
