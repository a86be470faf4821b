import type { Readable } from "node:stream";
import { AwsChunkedDecoder } from "../protocol/aws-chunked";
import { readBody } from "../protocol/body";
import type { AwsRequest, AwsService } from "../protocol/service";
import { type Admitted, admit, type Door, prove } from "../signature/authenticate";
import { ChunkSignatures } from "../signature/chunk-signatures";
import { type Content, contentOf, HashCheck } from "../signature/content";
import type { Incoming } from "./incoming";

/** The receiver of a request: an AWS service, or the account itself. */
type Receiver = Pick<AwsService, "protocol" | "streams">;

/**
 * The request with its body, verified against its signature. A body that `streams` is verified at its end, where reading it
 * fails if it does not match.
 * @param limit bytes that a body may have which does not stream
 * @throws AwsError in the receiver's protocol
 */
export async function authentic(
  incoming: Incoming,
  head: AwsRequest,
  receiver: Receiver,
  door: Door,
  limit?: number,
): Promise<{ readonly request: AwsRequest; readonly accessKeyId: string }> {
  const admitted = await admit(head, receiver.protocol, door);
  const { accessKeyId } = admitted.claim;
  if (receiver.streams !== true) {
    const request = { ...head, body: await readBody(incoming, limit) };
    await prove(request, admitted);
    return { request, accessKeyId };
  }
  const content = contentOf(head, admitted);
  await prove(head, admitted, content.hash);
  return { request: { ...head, ...payload(incoming, content, admitted) }, accessKeyId };
}

/** The body, unframed. */
function payload(
  incoming: Incoming,
  content: Content,
  admitted: Admitted,
): Pick<AwsRequest, "stream" | "trailers"> {
  if (content.kind === "whole") return { stream: piped(incoming, new HashCheck(content.hash)) };
  const isFramed =
    content.hash.startsWith("STREAMING-") || incoming.headers["content-encoding"]?.includes("aws-chunked");
  if (!isFramed) return { stream: incoming };
  const check = content.kind === "chunks" ? new ChunkSignatures(admitted, content.trailer) : undefined;
  const decoder = new AwsChunkedDecoder(check);
  return { stream: piped(incoming, decoder), trailers: decoder.trailers };
}

function piped(incoming: Incoming, into: HashCheck | AwsChunkedDecoder): Readable {
  incoming.on("error", (error) => into.destroy(error));
  return incoming.pipe(into);
}
