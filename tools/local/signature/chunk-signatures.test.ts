import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { expect, test } from "@jest/globals";
import { AwsChunkedDecoder } from "../protocol/aws-chunked";
import type { AwsRequest } from "../protocol/service";
import { AccountKeys } from "./account-keys";
import { admit, prove } from "./authenticate";
import { ChunkSignatures } from "./chunk-signatures";
import { contentOf } from "./content";

/** The example of "Signature calculations: transferring payload in multiple chunks" in the S3 documentation. */
const KEYS = new AccountKeys({
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
});
const SIGNED =
  "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class";
const HEAD = {
  method: "PUT",
  path: "/examplebucket/chunkObject.txt",
  query: new URLSearchParams(),
  headers: {
    host: "s3.amazonaws.com",
    "x-amz-date": "20130524T000000Z",
    "x-amz-storage-class": "REDUCED_REDUNDANCY",
    "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    "content-encoding": "aws-chunked",
    "x-amz-decoded-content-length": "66560",
    "content-length": "66824",
    authorization: `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${SIGNED},Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9`,
  },
  body: Buffer.alloc(0),
  region: "us-east-1",
  requestId: "r",
};
const CHUNKS: readonly Chunk[] = [
  [Buffer.alloc(65_536, "a"), "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648"],
  [Buffer.alloc(1024, "a"), "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497"],
  [Buffer.alloc(0), "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9"],
];

/** The same with a checksum behind it: "Signature calculations: including trailing headers in a chunked upload". */
const TRAILER_SIGNED =
  "content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer";
const { "content-length": _, ...COMMON } = HEAD.headers;
const TRAILER_HEAD = {
  ...HEAD,
  headers: {
    ...COMMON,
    "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
    "x-amz-trailer": "x-amz-checksum-crc32c",
    authorization: `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${TRAILER_SIGNED},Signature=106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e`,
  },
};
const TRAILER_CHUNKS: readonly Chunk[] = [
  [Buffer.alloc(65_536, "a"), "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2"],
  [Buffer.alloc(1024, "a"), "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7"],
  [Buffer.alloc(0), "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992"],
];
const TRAILERS = {
  "x-amz-checksum-crc32c": "sOO8/Q==",
  "x-amz-trailer-signature": "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435",
};

type Chunk = readonly [Buffer, string];

/** What a server makes of these chunks. */
async function received(
  chunks: readonly Chunk[],
  head: AwsRequest = HEAD,
  trailers: Readonly<Record<string, string>> = {},
): Promise<Buffer> {
  const now = () => Date.parse("2013-05-24T00:01:00Z");
  const admitted = await admit(head, "rest-xml", { keys: KEYS, now });
  const content = contentOf(head, admitted);
  await prove(head, admitted, content.hash);
  const frames = chunks.flatMap(([bytes, signature]) => [
    Buffer.from(`${bytes.length.toString(16)};chunk-signature=${signature}\r\n`),
    bytes,
    Buffer.from(bytes.length === 0 ? "" : "\r\n"),
  ]);
  const lines = Object.entries(trailers).map(([name, value]) => Buffer.from(`${name}:${value}\r\n`));
  const check = new ChunkSignatures(admitted, content.kind === "chunks" && content.trailer);
  return await buffer(
    Readable.from([...frames, ...lines, Buffer.from("\r\n")]).pipe(new AwsChunkedDecoder(check)),
  );
}

test("takes the example of S3's documentation", async () => {
  expect(await received(CHUNKS)).toEqual(Buffer.alloc(66_560, "a"));
});

test("takes its example with trailers, and refuses other trailers", async () => {
  expect(await received(TRAILER_CHUNKS, TRAILER_HEAD, TRAILERS)).toEqual(Buffer.alloc(66_560, "a"));
  for (const change of [{ "x-amz-checksum-crc32c": "AAAAAA==" }, { "x-amz-trailer-signature": "" }]) {
    await expect(received(TRAILER_CHUNKS, TRAILER_HEAD, { ...TRAILERS, ...change })).rejects.toMatchObject({
      code: "SignatureDoesNotMatch",
    });
  }
});

test("refuses chunks that are not what was signed, in that order", async () => {
  const [first, second, end] = CHUNKS as [[Buffer, string], [Buffer, string], [Buffer, string]];
  const refused = { code: "SignatureDoesNotMatch", status: 403 };
  await expect(received([first, [Buffer.alloc(1024, "b"), second[1]], end])).rejects.toMatchObject(refused);
  await expect(received([second, first, end])).rejects.toMatchObject(refused);
  await expect(received([first, end])).rejects.toMatchObject(refused);
  await expect(received([first, [second[0], ""], end])).rejects.toMatchObject(refused);
});
