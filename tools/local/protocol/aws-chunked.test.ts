import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { AwsChunkedDecoder } from "./aws-chunked";

/** The framing that clients write, with or without chunk signatures. */
function framed(chunks: readonly Uint8Array[], signed: boolean, trailers: Record<string, string>): Buffer {
  const signature = signed ? `;chunk-signature=${"a".repeat(64)}` : "";
  const parts = chunks
    .filter((chunk) => chunk.length > 0)
    .flatMap((chunk) => [`${chunk.length.toString(16)}${signature}\r\n`, chunk, "\r\n"]);
  const lines = Object.entries(trailers).map(([name, value]) => `${name}:${value}\r\n`);
  return Buffer.concat([...parts, `0${signature}\r\n`, ...lines, "\r\n"].map((part) => Buffer.from(part)));
}

/** Cut at arbitrary places, as the network does. */
function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return [...pieces, bytes.subarray(at)].filter((piece) => piece.length > 0);
}

function decode(pieces: readonly Buffer[]): { decoder: AwsChunkedDecoder; body: Promise<Buffer> } {
  const decoder = new AwsChunkedDecoder();
  return { decoder, body: buffer(Readable.from(pieces).pipe(decoder)) };
}

const chunks = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 });
const sizes = fc.array(fc.integer({ min: 1, max: 97 }), { maxLength: 60 });

describe("AwsChunkedDecoder", () => {
  test("gives back what was framed, wherever the network cuts it", async () => {
    await fc.assert(
      fc.asyncProperty(chunks, sizes, fc.boolean(), async (contents, pieces, signed) => {
        const trailers = { "x-amz-checksum-crc32": "AAAAAA==" };
        const { decoder, body } = decode(cut(framed(contents, signed, trailers), pieces));
        expect(await body).toEqual(Buffer.concat(contents));
        expect(decoder.trailers).toEqual(trailers);
      }),
    );
  });

  test("refuses a stream that ends before its last chunk", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(), async (content, seed) => {
        const whole = framed([content], false, {});
        const end = whole.length - "0\r\n\r\n".length;
        const { body } = decode([whole.subarray(0, 1 + (seed % (end - 1)))]);
        await expect(body).rejects.toMatchObject({ code: "IncompleteBody", status: 400 });
      }),
    );
  });

  test("refuses what is not framed at all", async () => {
    const { body } = decode([Buffer.from("hello\r\nworld\r\n")]);
    await expect(body).rejects.toMatchObject({ code: "IncompleteBody" });
  });
});
