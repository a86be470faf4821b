import { createHash, createHmac, type Hash } from "node:crypto";
import type { ChunkCheck } from "../protocol/aws-chunked";
import type { Admitted } from "./authenticate";
import { isSignature, scopeOf } from "./expected-signature";
import { signatureRefusal } from "./refusals";

const EMPTY = createHash("sha256").digest("hex");

/**
 * Verifies the chunks of a body: each signature also covers that of the previous chunk, and the first that of the request.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html, …/sigv4-streaming-trailers.html
 */
export class ChunkSignatures implements ChunkCheck {
  readonly #admitted: Admitted;
  readonly #trailer: boolean;
  #previous: string;
  #hash: Hash = createHash("sha256");

  /** @param trailer whether the trailers are signed */
  constructor(admitted: Admitted, trailer: boolean) {
    this.#admitted = admitted;
    this.#trailer = trailer;
    this.#previous = admitted.claim.signature;
  }

  update(bytes: Buffer): void {
    this.#hash.update(bytes);
  }

  endChunk(signature: string | undefined): void {
    const content = this.#hash.digest("hex");
    this.#hash = createHash("sha256");
    this.#prove("AWS4-HMAC-SHA256-PAYLOAD", [EMPTY, content], signature);
  }

  endTrailers(trailers: Readonly<Record<string, string>>): void {
    if (!this.#trailer) return;
    const { [SIGNATURE]: signature, ...signed } = trailers;
    const lines = Object.keys(signed)
      .sort()
      .map((name) => `${name}:${signed[name]}\n`)
      .join("");
    this.#prove("AWS4-HMAC-SHA256-TRAILER", [createHash("sha256").update(lines).digest("hex")], signature);
  }

  #prove(algorithm: string, hashes: readonly string[], signature: string | undefined): void {
    const { claim, signingKey, protocol } = this.#admitted;
    const text = [algorithm, claim.time, scopeOf(claim), this.#previous, ...hashes].join("\n");
    const expected = createHmac("sha256", signingKey).update(text).digest();
    if (!isSignature(signature ?? "", expected)) throw signatureRefusal("mismatch", protocol);
    this.#previous = expected.toString("hex");
  }
}

const SIGNATURE = "x-amz-trailer-signature";
