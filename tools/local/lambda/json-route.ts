import { jsonObject } from "../protocol/json";
import type { AwsRequest, AwsResponse } from "../protocol/service";
import { invalidRequestContent } from "./errors";

export type PathParameters = Readonly<Record<string, string>>;

/** What answers the requests of one operation. */
export interface Route {
  /** Name in the API's model, for the request log. */
  readonly operation: string;
  /** Method and path, with `{placeholders}`. */
  readonly route: string;
  readonly handle: (request: AwsRequest, parameters: PathParameters) => Promise<AwsResponse>;
}

/** An operation whose input is the body, the query and the path together, and whose output is a JSON body. */
export function json(
  operation: string,
  route: string,
  status: number,
  run: (input: object) => Promise<object | undefined>,
): Route {
  return {
    operation,
    route,
    handle: async (request, parameters) => {
      const output = await run({
        ...parseBody(request.body),
        ...queryMembers(request.query),
        ...parameters,
      });
      return {
        status,
        headers: { "content-type": "application/json" },
        body: output === undefined ? "" : JSON.stringify(output),
      };
    },
  };
}

/** Tells whether a request is one of the route: gives the decoded values of its placeholders, or undefined. */
export function matcher({ route }: Route): (request: AwsRequest) => PathParameters | undefined {
  const [verb, template = ""] = route.split(" ");
  const pattern = template.split("/");
  return ({ method, path }) => {
    if (verb !== method) return undefined;
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
