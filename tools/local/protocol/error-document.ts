import type { AwsError } from "./error";
import type { AwsRequest, AwsResponse, AwsService } from "./service";
import { xmlDocument } from "./xml";

type Write = (error: AwsError, request: AwsRequest) => AwsResponse;

/** Writes an error as a service of the protocol does; see "Errors" of each protocol in the Smithy documentation. */
export function errorDocument(
  protocol: AwsService["protocol"],
  error: AwsError,
  request: AwsRequest,
): AwsResponse {
  const answer = WRITERS[protocol](error, request);
  return { ...answer, headers: { ...answer.headers, ...error.headers } };
}

const WRITERS: Readonly<Record<AwsService["protocol"], Write>> = {
  "rest-json": (error) => ({
    status: error.status,
    headers: { "content-type": "application/json", "x-amzn-errortype": error.code },
    body: JSON.stringify({ message: error.message, ...error.members }),
  }),
  json: (error, request) => ({
    status: error.status,
    headers: {
      "content-type": request.headers["content-type"] ?? "application/x-amz-json-1.1",
      "x-amzn-errortype": error.code,
    },
    body: JSON.stringify({ __type: error.code, message: error.message, ...error.members }),
  }),
  query: (error, request) => ({
    status: error.status,
    headers: { "content-type": "text/xml" },
    body: xmlDocument("ErrorResponse", {
      Error: { Type: error.status < 500 ? "Sender" : "Receiver", Code: error.code, Message: error.message },
      RequestId: request.requestId,
    }),
  }),
  // S3's document: no wrapper, and none at all on HEAD, where the status is all that a client sees.
  "rest-xml": (error, request) => ({
    status: error.status,
    headers: { "content-type": "application/xml" },
    body:
      request.method === "HEAD" || error.status === 304
        ? ""
        : xmlDocument("Error", {
            Code: error.code,
            Message: error.message,
            ...error.members,
            RequestId: request.requestId,
          }),
  }),
};
