import { jsonObject } from "../protocol/json";
import type { AwsRequest, AwsResponse } from "../protocol/service";
import { invalidRequestContent } from "./errors";

export type PathParameters = Readonly<Record<string, string>> & { readonly FunctionName?: string };

/** One operation of the wire API. */
export interface Route<Api> {
  /** Name in the API's model, for the request log. */
  readonly operation: string;
  readonly method: string;
  /** With `{placeholders}`. */
  readonly path: string;
  readonly handle: (api: Api, request: AwsRequest, parameters: PathParameters) => Promise<AwsResponse>;
}

/** A route with the API that it leads to. */
export interface BoundRoute extends Omit<Route<never>, "handle"> {
  readonly handle: (request: AwsRequest, parameters: PathParameters) => Promise<AwsResponse>;
}

export function bind<Api>(api: Api, routes: readonly Route<Api>[]): BoundRoute[] {
  return routes.map((route) => ({
    ...route,
    handle: (request, parameters) => route.handle(api, request, parameters),
  }));
}

/** An operation whose input is the body, the query and the path together, and whose output is a JSON body. */
export function json<Api>(
  operation: string,
  method: string,
  path: string,
  status: number,
  // The API checks each input against the operation's schema; until then nothing is known of its type.
  call: (api: Api, input: never) => Promise<object | undefined>,
): Route<Api> {
  return {
    operation,
    method,
    path,
    handle: async (api, request, parameters) => {
      const input = { ...parseBody(request.body), ...queryMembers(request.query), ...parameters };
      const output = await call(api, input as never);
      return {
        status,
        headers: { "content-type": "application/json" },
        body: output === undefined ? "" : JSON.stringify(output),
      };
    },
  };
}

function parseBody(body: Buffer): object {
  const input = jsonObject(body);
  if (input === undefined) throw invalidRequestContent("Could not parse request body into json");
  return input;
}

/** `tagKeys` is the one list in a query, and the one member that is not named as in the model. */
function queryMembers(query: URLSearchParams): object {
  const { tagKeys, ...members } = Object.fromEntries(query) as Record<string, string>;
  return tagKeys === undefined ? members : { ...members, TagKeys: query.getAll("tagKeys") };
}
