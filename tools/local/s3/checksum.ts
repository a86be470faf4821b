import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { AwsError } from "../protocol/error";
import { notImplemented } from "./errors";

/** Checksum algorithms by the last part of their header `x-amz-checksum-…`. */
export type ChecksumAlgorithm = "sha256" | "crc32";

interface Digest {
  update(chunk: Buffer): unknown;
  /** Base64, as S3 has them. */
  result(): string;
}

const ALGORITHMS: Readonly<Record<ChecksumAlgorithm, () => Digest>> = {
  sha256: () => new Sha256(),
  crc32: () => new Crc32(),
};

const PREFIX = "x-amz-checksum-";
/** Names with the prefix that are not checksums. */
const NOT_CHECKSUMS = new Set(["x-amz-checksum-mode", "x-amz-checksum-algorithm", "x-amz-checksum-type"]);

/**
 * Digests of one upload: its ETag, the checksum that the client announced in a header or for a trailer, and the hashes that
 * `Content-MD5` and the signature are checked against.
 */
export class UploadDigests {
  readonly algorithm: ChecksumAlgorithm | undefined;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #md5 = createHash("md5");
  readonly #sha256 = createHash("sha256");
  readonly #checksum: Digest | undefined;

  /** @throws AwsError for an algorithm that is not supported */
  constructor(headers: Readonly<Record<string, string>>) {
    this.#headers = headers;
    this.algorithm = announced(headers);
    this.#checksum = this.algorithm && ALGORITHMS[this.algorithm]();
  }

  update(chunk: Buffer): void {
    this.#md5.update(chunk);
    this.#sha256.update(chunk);
    this.#checksum?.update(chunk);
  }

  /**
   * Compares the digests with those that the client sent.
   * @throws AwsError BadDigest or XAmzContentSHA256Mismatch
   */
  verify(trailers: Readonly<Record<string, string>>): { etag: string; checksum: string | undefined } {
    const md5 = this.#md5.digest();
    const given = this.#headers["content-md5"];
    if (given !== undefined && given !== md5.toString("base64")) throw badDigest("Content-MD5");
    const sha256 = this.#sha256.digest("hex");
    const signed = this.#headers["x-amz-content-sha256"] ?? "";
    if (/^[0-9a-f]{64}$/.test(signed) && signed !== sha256) {
      throw new AwsError(
        "XAmzContentSHA256Mismatch",
        400,
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
      );
    }
    const checksum = this.#checksum?.result();
    if (this.algorithm !== undefined) {
      const name = PREFIX + this.algorithm;
      const expected = this.#headers[name] ?? trailers[name];
      if (expected !== checksum) throw badDigest(this.algorithm.toUpperCase());
    }
    return { etag: `"${md5.toString("hex")}"`, checksum };
  }
}

function announced(headers: Readonly<Record<string, string>>): ChecksumAlgorithm | undefined {
  const name =
    Object.keys(headers).find((header) => header.startsWith(PREFIX) && !NOT_CHECKSUMS.has(header)) ??
    headers["x-amz-trailer"]?.trim().toLowerCase();
  if (name === undefined || !name.startsWith(PREFIX)) return undefined;
  const algorithm = name.slice(PREFIX.length);
  if (!Object.hasOwn(ALGORITHMS, algorithm)) throw notImplemented(`the checksum ${algorithm.toUpperCase()}`);
  return algorithm as ChecksumAlgorithm;
}

function badDigest(kind: string): AwsError {
  return new AwsError("BadDigest", 400, `The ${kind} you specified did not match the calculated checksum.`);
}

class Sha256 implements Digest {
  readonly #hash = createHash("sha256");

  update(chunk: Buffer): void {
    this.#hash.update(chunk);
  }

  result(): string {
    return this.#hash.digest("base64");
  }
}

class Crc32 implements Digest {
  #value = 0;

  update(chunk: Buffer): void {
    this.#value = crc32(chunk, this.#value);
  }

  result(): string {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(this.#value);
    return bytes.toString("base64");
  }
}
