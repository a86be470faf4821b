import { createHash } from "node:crypto";
import { Transform, type TransformCallback } from "node:stream";
import { AwsError } from "../protocol/error";
import type { AwsRequest } from "../protocol/service";
import type { Admitted } from "./authenticate";

/** How the body of a request to S3 is bound to its signature. */
export type Content =
  | { readonly kind: "unsigned"; readonly hash: string }
  | { readonly kind: "whole"; readonly hash: string }
  /** Each chunk has a signature of its own, and with `trailer` the trailers have one, too. */
  | { readonly kind: "chunks"; readonly hash: string; readonly trailer: boolean };

const HEADER = "x-amz-content-sha256";

/**
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html
 * @throws AwsError of S3
 */
export function contentOf({ headers }: AwsRequest, { claim }: Admitted): Content {
  // A presigned URL does not cover the body.
  const hash = headers[HEADER] ?? (claim.expires === undefined ? undefined : "UNSIGNED-PAYLOAD");
  switch (hash) {
    case undefined:
      throw new AwsError("InvalidRequest", 400, `Missing required header for this request: ${HEADER}`);
    case "UNSIGNED-PAYLOAD":
    case "STREAMING-UNSIGNED-PAYLOAD-TRAILER":
      return { kind: "unsigned", hash };
    case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD":
      return { kind: "chunks", hash, trailer: false };
    case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER":
      return { kind: "chunks", hash, trailer: true };
    default:
      if (/^[0-9a-f]{64}$/.test(hash)) return { kind: "whole", hash };
      throw new AwsError(
        "InvalidArgument",
        400,
        `${HEADER} must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, ` +
          "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a SHA-256 in hex",
      );
  }
}

/** Passes bytes on, and fails at their end unless they have this SHA-256. */
export class HashCheck extends Transform {
  readonly #hash = createHash("sha256");
  readonly #expected: string;

  constructor(expected: string) {
    super();
    this.#expected = expected;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#hash.update(chunk);
    done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    const computed = this.#hash.digest("hex");
    if (computed === this.#expected) {
      done();
      return;
    }
    const message = `The provided '${HEADER}' header does not match what was computed.`;
    const ClientComputedContentSHA256 = this.#expected;
    done(
      new AwsError("XAmzContentSHA256Mismatch", 400, message, {
        ClientComputedContentSHA256,
        S3ComputedContentSHA256: computed,
      }),
    );
  }
}
