import { Transform, type TransformCallback } from "node:stream";
import { AwsError } from "./error";

const LINE_LIMIT = 16 * 1024;

/** Verifies the chunks: throws where a signature does not match. */
export interface ChunkCheck {
  update(bytes: Buffer): void;
  /** @param signature of the chunk whose bytes have come, as its size line has it */
  endChunk(signature: string | undefined): void;
  /** After the chunk of size 0. */
  endTrailers(trailers: Readonly<Record<string, string>>): void;
}

/**
 * Removes the framing of a body with `Content-Encoding: aws-chunked`: chunks of `<hex size>[;chunk-signature=…]\r\n<bytes>\r\n`,
 * ended by one of size 0 and optional trailers (checksums). Trailers are kept in `trailers`, names in lower case.
 * Chunk signatures are for `check`, as far as there is one. See "Signature calculations: transferring payload in multiple chunks" of the S3 documentation.
 */
export class AwsChunkedDecoder extends Transform {
  readonly trailers: Record<string, string> = {};
  #state: "size" | "data" | "data-end" | "trailer" = "size";
  #pending: Buffer = Buffer.alloc(0);
  #remaining = 0;
  #signature: string | undefined;
  readonly #check: ChunkCheck | undefined;

  constructor(check?: ChunkCheck) {
    super();
    this.#check = check;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    try {
      while (this.#step());
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    try {
      // The blank line after the trailers may be missing; the chunk of size 0 may not.
      if (this.#state !== "trailer") throw incomplete();
      if (this.#pending.length > 0) this.#trailer(this.#pending.toString());
      this.#check?.endTrailers(this.trailers);
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  /** Consumes one element of the pending bytes; false when more bytes are needed. */
  #step(): boolean {
    if (this.#state === "data") {
      if (this.#pending.length === 0) return false;
      const part = this.#pending.subarray(0, this.#remaining);
      this.#check?.update(part);
      this.push(part);
      this.#pending = this.#pending.subarray(part.length);
      this.#remaining -= part.length;
      if (this.#remaining === 0) {
        this.#check?.endChunk(this.#signature);
        this.#state = "data-end";
      }
      return true;
    }
    const line = this.#line();
    if (line === undefined) return false;
    if (this.#state === "size") this.#size(line);
    else if (this.#state === "data-end") {
      if (line !== "") throw incomplete();
      this.#state = "size";
    } else this.#trailer(line);
    return true;
  }

  #line(): string | undefined {
    const end = this.#pending.indexOf("\r\n");
    if (end === -1) {
      if (this.#pending.length > LINE_LIMIT) throw incomplete();
      return undefined;
    }
    const line = this.#pending.toString("latin1", 0, end);
    this.#pending = this.#pending.subarray(end + 2);
    return line;
  }

  #size(line: string): void {
    const [, size, extension = ""] = /^([0-9a-fA-F]{1,12})(;.*)?$/.exec(line) ?? [];
    if (size === undefined) throw incomplete();
    this.#signature = /^;chunk-signature=(.*)$/.exec(extension)?.[1];
    this.#remaining = Number.parseInt(size, 16);
    this.#state = this.#remaining === 0 ? "trailer" : "data";
    if (this.#state === "trailer") this.#check?.endChunk(this.#signature);
  }

  #trailer(line: string): void {
    const colon = line.indexOf(":");
    if (colon > 0) this.trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
}

function incomplete(): AwsError {
  return new AwsError(
    "IncompleteBody",
    400,
    "the request body is not a complete aws-chunked stream: a chunk size line or the final chunk is missing",
  );
}
