import type { InvocationRequest, InvocationResponse } from "@aws-sdk/client-lambda";
import type { Route } from "../json-route";
import { FUNCTION } from "../members";
import { read } from "../operation";
import type { EventTrace } from "./invocation-trace";
import { invokeInput } from "./invoke-input";
import type { Invoker } from "./invoker";

/**
 * @param requestId becomes the id that the function and its logs see
 * @param trace that the event is part of: the caller's header, or the headers of a batch's messages
 */
export type Invoke = (
  request: InvocationRequest,
  requestId?: string,
  trace?: EventTrace,
) => Promise<InvocationResponse>;

export function invokeBy(invoker: Invoker): Invoke {
  return async (request, requestId, trace) => invoker.invoke(read(invokeInput, request), requestId, trace);
}

/** The event is the body of the request; all else is in its headers. */
export function invokeRoute(invoke: Invoke): Route {
  return {
    operation: "Invoke",
    route: `POST ${FUNCTION}/invocations`,
    handle: async ({ headers, query, body, requestId }, parameters) => {
      const request: Record<string, unknown> = {
        FunctionName: parameters.FunctionName,
        Qualifier: query.get("Qualifier"),
        InvocationType: headers["x-amz-invocation-type"],
        LogType: headers["x-amz-log-type"],
        ClientContext: headers["x-amz-client-context"],
        TenantId: headers["x-amz-tenant-id"],
        Payload: body,
      };
      const output = await invoke(request as unknown as InvocationRequest, requestId, {
        header: headers["x-amzn-trace-id"],
      });
      return {
        status: output.StatusCode ?? 200,
        headers: {
          "content-type": "application/json",
          ...(output.ExecutedVersion ? { "x-amz-executed-version": output.ExecutedVersion } : {}),
          ...(output.FunctionError ? { "x-amz-function-error": output.FunctionError } : {}),
          ...(output.LogResult ? { "x-amz-log-result": output.LogResult } : {}),
        },
        body: output.Payload ? Buffer.from(output.Payload) : "",
      };
    },
  };
}
