import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { AwsError } from "../protocol/error";
import type { AwsRequest, AwsResponse } from "../protocol/service";
import { UploadDigests } from "./checksum";
import { checkRead, checkWrite } from "./conditions";
import { noSuchBucket, noSuchKey, noSuchVersion, notImplemented } from "./errors";
import { keepsVersions, type ObjectRecord, type ObjectStore } from "./object-store";
import { byteRange } from "./request";

/** The largest object of a single PUT. */
const SIZE_LIMIT = 5 * 1024 ** 3;
const KEY_LIMIT = 1024;

/** Headers of a PUT that a GET gives back. */
const KEPT = /^(content-type|content-disposition|content-language|cache-control|expires|x-amz-meta-.+)$/;

/** PutObject, GetObject, HeadObject, DeleteObject. `now` is milliseconds since the epoch. */
export async function objectOperation(
  store: ObjectStore,
  bucket: string,
  key: string,
  request: AwsRequest,
  now: () => number,
): Promise<AwsResponse> {
  if (store.bucket(bucket) === undefined) throw noSuchBucket(bucket);
  switch (request.method) {
    case "PUT":
      return putObject(store, bucket, key, request, now);
    case "GET":
    case "HEAD":
      return getObject(store, bucket, key, request);
    case "DELETE":
      if (request.query.has("versionId")) throw notImplemented("the deletion of a version");
      checkWrite(store.object(bucket, key), request.headers, key);
      store.deleteObject(bucket, key);
      return { status: 204, headers: {}, body: "" };
    default:
      throw notImplemented(`${request.method} of an object`);
  }
}

async function putObject(
  store: ObjectStore,
  bucket: string,
  key: string,
  request: AwsRequest,
  now: () => number,
): Promise<AwsResponse> {
  const { headers } = request;
  if (Buffer.byteLength(key) > KEY_LIMIT) {
    throw new AwsError("KeyTooLongError", 400, "Your key is too long", { MaxSizeAllowed: KEY_LIMIT });
  }
  const announced = Number(headers["x-amz-decoded-content-length"] ?? headers["content-length"] ?? 0);
  if (announced > SIZE_LIMIT) {
    throw new AwsError(
      "EntityTooLarge",
      400,
      "Your proposed upload exceeds the maximum allowed object size.",
      {
        MaxSizeAllowed: SIZE_LIMIT,
      },
    );
  }
  // Before the body arrives, to fail early, and again after it.
  checkWrite(store.object(bucket, key), headers, key);
  const digests = new UploadDigests(headers);
  const { file, size } = await store.receive(request.stream ?? Readable.from([]), (chunk) =>
    digests.update(chunk),
  );
  try {
    const { etag, checksum } = digests.verify(request.trailers ?? {});
    const home = store.bucket(bucket);
    if (home === undefined) throw noSuchBucket(bucket);
    checkWrite(store.object(bucket, key), headers, key);
    const record: ObjectRecord = {
      size,
      etag,
      lastModified: `${new Date(now()).toISOString().slice(0, 19)}.000Z`,
      version: keepsVersions(home) ? randomUUID().replaceAll("-", "") : undefined,
      checksum: digests.algorithm && { algorithm: digests.algorithm, value: checksum ?? "" },
      headers: keptHeaders(headers),
      file,
    };
    store.putObject(bucket, key, record);
    return {
      status: 200,
      headers: {
        etag,
        "x-amz-server-side-encryption": "AES256",
        ...versionHeader(record),
        ...checksumHeaders(record),
      },
      body: "",
    };
  } catch (error) {
    store.discard(file);
    throw error;
  }
}

function getObject(store: ObjectStore, bucket: string, key: string, request: AwsRequest): AwsResponse {
  const record = wantedVersion(store.object(bucket, key), key, request.query.get("versionId") ?? undefined);
  checkRead(record, request.headers);
  const range = byteRange(request.headers.range, record.size);
  const { start, end } = range ?? { start: 0, end: record.size - 1 };
  const empty = request.method === "HEAD" || record.size === 0;
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      "content-type": "binary/octet-stream",
      ...record.headers,
      "accept-ranges": "bytes",
      "content-length": String(end - start + 1),
      ...(range !== undefined && { "content-range": `bytes ${start}-${end}/${record.size}` }),
      etag: record.etag,
      "last-modified": new Date(record.lastModified).toUTCString(),
      ...versionHeader(record),
      "x-amz-server-side-encryption": "AES256",
      // A checksum is of the whole object, and clients verify what they get by it.
      ...(request.headers["x-amz-checksum-mode"] === "ENABLED" &&
        range === undefined &&
        checksumHeaders(record)),
    },
    body: empty ? "" : store.read(record, start, end),
  };
}

/**
 * The object, if it is the version that is asked for.
 * @throws AwsError NoSuchKey, NoSuchVersion
 */
export function wantedVersion(
  record: ObjectRecord | undefined,
  key: string,
  version: string | undefined,
): ObjectRecord {
  if (version !== undefined && record?.version !== version) throw noSuchVersion(key, version);
  if (record === undefined) throw noSuchKey(key);
  return record;
}

function versionHeader({ version }: ObjectRecord): Record<string, string> {
  return version === undefined ? {} : { "x-amz-version-id": version };
}

function checksumHeaders({ checksum }: ObjectRecord): Record<string, string> {
  if (checksum === undefined) return {};
  return { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value, "x-amz-checksum-type": "FULL_OBJECT" };
}

function keptHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => KEPT.test(name)));
  // `aws-chunked` is how the body came over the wire, not what it is.
  const encodings = (headers["content-encoding"] ?? "").split(",").map((encoding) => encoding.trim());
  const own = encodings.filter((encoding) => encoding !== "" && encoding !== "aws-chunked");
  return own.length === 0 ? kept : { ...kept, "content-encoding": own.join(",") };
}
