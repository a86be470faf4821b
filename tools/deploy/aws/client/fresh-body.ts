import { createReadStream, type ReadStream } from "node:fs";
import type { PutObjectCommand } from "@aws-sdk/client-s3";

/**
 * Sends a file as the body of the command, reopened for each attempt: a stream can be read only once, and throttled requests are
 * retried.
 */
export function withFile(path: string, command: (body: ReadStream) => PutObjectCommand): PutObjectCommand {
  const open: ReadStream[] = [createReadStream(path)];
  const result = command(open[0] as ReadStream);
  result.middlewareStack.add(
    (next) => async (args) => {
      const { request } = args as { readonly request: { body?: unknown } };
      const body = open.pop() ?? createReadStream(path);
      request.body = body;
      try {
        return await next(args);
      } finally {
        body.destroy();
      }
    },
    { step: "finalizeRequest", priority: "low", name: "freshBody" },
  );
  return result;
}
