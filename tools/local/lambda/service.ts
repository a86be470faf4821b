import { AwsError } from "../protocol/error";
import type { AwsRequest, AwsService } from "../protocol/service";
import { matcher, type PathParameters, type Route } from "./json-route";

/** Lambda on the wire: REST-JSON (https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html). */
export function lambdaService(routes: readonly Route[]): AwsService {
  const matchers = routes.map((route) => ({ route, match: matcher(route) }));
  const find = (request: AwsRequest): { route: Route; parameters: PathParameters } | undefined => {
    for (const { route, match } of matchers) {
      const parameters = match(request);
      if (parameters !== undefined) return { route, parameters };
    }
    return undefined;
  };
  return {
    signingName: "lambda",
    protocol: "rest-json",
    xrayName: "Lambda",
    isMeant: ({ path }) => /^\/20\d\d-\d\d-\d\d\//.test(path),
    operation: (request) => find(request)?.route.operation,
    handle: async (request) => {
      const found = find(request);
      if (found !== undefined) return await found.route.handle(request, found.parameters);
      throw new AwsError(
        "UnknownOperationException",
        404,
        `the local account does not support the Lambda operation ${request.method} ${request.path}`,
        { Type: "User" },
      );
    },
  };
}
