import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { expect, test } from "@jest/globals";
import { AwsChunkedDecoder } from "../protocol/aws-chunked";
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
const CHUNKS: readonly (readonly [Buffer, string])[] = [
  [Buffer.alloc(65_536, "a"), "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648"],
  [Buffer.alloc(1024, "a"), "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497"],
  [Buffer.alloc(0), "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9"],
];

/** What a server makes of these chunks. */
async function received(chunks: readonly (readonly [Buffer, string])[]): Promise<Buffer> {
  const now = () => Date.parse("2013-05-24T00:01:00Z");
  const admitted = await admit(HEAD, "rest-xml", { keys: KEYS, now });
  const content = contentOf(HEAD, admitted);
  await prove(HEAD, admitted, content.hash);
  const frames = chunks.flatMap(([bytes, signature]) => [
    Buffer.from(`${bytes.length.toString(16)};chunk-signature=${signature}\r\n`),
    bytes,
    Buffer.from("\r\n"),
  ]);
  const decoder = new AwsChunkedDecoder(new ChunkSignatures(admitted, false));
  return await buffer(Readable.from(frames).pipe(decoder));
}

test("takes the example of S3's documentation", async () => {
  expect(await received(CHUNKS)).toEqual(Buffer.alloc(66_560, "a"));
});

test("refuses chunks that are not what was signed, in that order", async () => {
  const [first, second, end] = CHUNKS as [[Buffer, string], [Buffer, string], [Buffer, string]];
  const refused = { code: "SignatureDoesNotMatch", status: 403 };
  await expect(received([first, [Buffer.alloc(1024, "b"), second[1]], end])).rejects.toMatchObject(refused);
  await expect(received([second, first, end])).rejects.toMatchObject(refused);
  await expect(received([first, end])).rejects.toMatchObject(refused);
  await expect(received([first, [second[0], ""], end])).rejects.toMatchObject(refused);
});
