import type { Readable } from "node:stream";
import { AwsError } from "./error";

/** The largest request that any buffered operation takes: Lambda's UpdateFunctionCode with a 50 MB zip in base64. */
const MAX_BODY_BYTES = 69_905_067;

/** Collects a body; more than `limit` bytes are a 413 as soon as they are seen. */
export async function readBody(stream: Readable, limit: number = MAX_BODY_BYTES): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Not destroyed when left early: the refusal still has to go out on the same socket.
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks, size);
}

function tooLarge(limit: number): AwsError {
  return new AwsError("RequestEntityTooLargeException", 413, `request must be smaller than ${limit} bytes`);
}
