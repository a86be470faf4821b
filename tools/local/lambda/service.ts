import { AwsError } from "../protocol/error";
import type { AwsRequest, AwsResponse, AwsService } from "../protocol/service";
import type { LambdaApi } from "./api";
import { type BoundRoute, bind, type PathParameters } from "./json-route";
import { ROUTES } from "./routes";

/** Lambda on the wire: REST-JSON (https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html). */
export class LambdaService implements AwsService {
  readonly signingName = "lambda";
  readonly protocol = "rest-json";
  readonly #api: LambdaApi;
  readonly #routes: readonly BoundRoute[];

  /** @param more operations of Lambda that do not concern functions */
  constructor(api: LambdaApi, more: readonly BoundRoute[] = []) {
    this.#api = api;
    this.#routes = [...bind(api, ROUTES), ...more];
  }

  operation(request: AwsRequest): string | undefined {
    return this.#find(request)?.route.operation;
  }

  async handle(request: AwsRequest): Promise<AwsResponse> {
    const found = this.#find(request);
    if (found) return found.route.handle(request, found.parameters);
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

  #find(request: AwsRequest): { route: BoundRoute; parameters: PathParameters } | undefined {
    for (const route of this.#routes) {
      const parameters = route.method === request.method ? match(route, request.path) : undefined;
      if (parameters) return { route, parameters };
    }
    return undefined;
  }
}

/** The decoded values of the route's placeholders, if the path is one of the route. */
function match(route: BoundRoute, path: string): PathParameters | undefined {
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
