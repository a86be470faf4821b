import { ACCOUNT_ID } from "../protocol/account-id";
import { readBody } from "../protocol/body";
import { AwsError } from "../protocol/error";
import type { AwsRequest, AwsResponse } from "../protocol/service";
import { xmlDocument } from "../protocol/xml";
import { CONFIGURATIONS, initialConfigurations, parseDocument } from "./configuration";
import { deleteObjects } from "./delete-objects";
import { noSuchBucket, notImplemented } from "./errors";
import { type Listing, listObjects } from "./list";
import type { BucketRecord, ObjectStore } from "./object-store";
import { count, type Target } from "./request";

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
const DOCUMENT_LIMIT = 1024 * 1024;
const BUCKET_NAME = /^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?!.*\.\.)[a-z0-9.-]{1,61}[a-z0-9]$/;

const DONE: AwsResponse = { status: 200, headers: {}, body: "" };

/** ListBuckets. */
export function listBuckets(store: ObjectStore, request: AwsRequest): AwsResponse {
  const prefix = request.query.get("prefix") ?? "";
  const Bucket = [...store.buckets()]
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ name, record }) => ({ Name: name, CreationDate: record.created, BucketRegion: record.region }));
  return xml("ListAllMyBucketsResult", { Owner: { ID: ACCOUNT_ID }, Buckets: { Bucket } });
}

/** Operations on a bucket itself. */
export async function bucketOperation(
  store: ObjectStore,
  bucket: string,
  subresource: Target["subresource"],
  request: AwsRequest,
): Promise<AwsResponse> {
  const { method } = request;
  if (subresource === undefined && method === "PUT") return createBucket(store, bucket, request);
  const record = store.bucket(bucket);
  if (record === undefined) throw noSuchBucket(bucket);
  if (subresource === undefined && method === "HEAD") {
    return { status: 200, headers: { "x-amz-bucket-region": record.region }, body: "" };
  }
  if (subresource === undefined && method === "DELETE") return deleteBucket(store, bucket);
  if (subresource === "list-type" && method === "GET") return listObjectsV2(store, bucket, request);
  if (subresource === "delete" && method === "POST") {
    return xml("DeleteResult", deleteObjects(store, bucket, parseDocument(await body(request), "Delete")));
  }
  if (subresource === "location" && method === "GET") {
    const region = record.region === "us-east-1" ? "" : record.region;
    return xml("LocationConstraint", { "#text": region });
  }
  if (subresource !== undefined && Object.hasOwn(CONFIGURATIONS, subresource)) {
    return configure(store, bucket, record, subresource, request);
  }
  throw notImplemented(`${method} of a bucket${subresource === undefined ? "" : `'s ${subresource}`}`);
}

async function createBucket(store: ObjectStore, bucket: string, request: AwsRequest): Promise<AwsResponse> {
  if (!BUCKET_NAME.test(bucket)) {
    throw new AwsError("InvalidBucketName", 400, "The specified bucket is not valid.", {
      BucketName: bucket,
    });
  }
  const document = await body(request);
  const configuration = document === "" ? {} : parseDocument(document, "CreateBucketConfiguration");
  const { LocationConstraint, ...rest } = configuration as { LocationConstraint?: unknown };
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) throw notImplemented(`${unknown} of CreateBucket`);
  if (store.bucket(bucket) !== undefined) {
    throw new AwsError(
      "BucketAlreadyOwnedByYou",
      409,
      "Your previous request to create the named bucket succeeded and you already own it.",
      { BucketName: bucket },
    );
  }
  const region = typeof LocationConstraint === "string" ? LocationConstraint : request.region;
  store.putBucket(bucket, {
    created: new Date().toISOString(),
    region,
    configurations: initialConfigurations(),
  });
  return { status: 200, headers: { location: `/${bucket}` }, body: "" };
}

function deleteBucket(store: ObjectStore, bucket: string): AwsResponse {
  if (store.objects(bucket, "").next().done !== true) {
    throw new AwsError("BucketNotEmpty", 409, "The bucket you tried to delete is not empty", {
      BucketName: bucket,
    });
  }
  store.deleteBucket(bucket);
  return { ...DONE, status: 204 };
}

async function configure(
  store: ObjectStore,
  bucket: string,
  record: BucketRecord,
  name: string,
  request: AwsRequest,
): Promise<AwsResponse> {
  const { root, missing } = CONFIGURATIONS[name] as (typeof CONFIGURATIONS)[string];
  const { [name]: current, ...others } = record.configurations;
  switch (request.method) {
    case "GET":
      if (current === undefined && missing !== undefined) {
        throw new AwsError(missing[0], 404, missing[1], { BucketName: bucket });
      }
      return xml(root, { ...current });
    case "PUT": {
      const content = parseDocument(await body(request), root);
      // Asked for again: the bucket may have changed while the body came in.
      const now = store.bucket(bucket);
      if (now === undefined) throw noSuchBucket(bucket);
      store.putBucket(bucket, { ...now, configurations: { ...now.configurations, [name]: content } });
      return DONE;
    }
    case "DELETE":
      store.putBucket(bucket, { ...record, configurations: others });
      return { ...DONE, status: 204 };
    default:
      throw notImplemented(`${request.method} of a bucket's ${name}`);
  }
}

function listObjectsV2(store: ObjectStore, bucket: string, request: AwsRequest): AwsResponse {
  const { query } = request;
  const input = {
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    maxKeys: count(query, "max-keys", 1000),
    startAfter: query.get("start-after") ?? "",
    continuationToken: query.get("continuation-token") ?? undefined,
  };
  const listing = listObjects((from) => store.objects(bucket, from), input);
  const encode = query.get("encoding-type") === "url" ? encodeURIComponent : (text: string): string => text;
  return xml("ListBucketResult", {
    Name: bucket,
    Prefix: encode(input.prefix),
    ...(input.delimiter !== "" && { Delimiter: encode(input.delimiter) }),
    ...(input.startAfter !== "" && { StartAfter: encode(input.startAfter) }),
    ...(input.continuationToken !== undefined && { ContinuationToken: input.continuationToken }),
    ...(listing.nextContinuationToken !== undefined && {
      NextContinuationToken: listing.nextContinuationToken,
    }),
    ...(query.get("encoding-type") === "url" && { EncodingType: "url" }),
    MaxKeys: input.maxKeys,
    KeyCount: listing.contents.length + listing.commonPrefixes.length,
    IsTruncated: listing.nextContinuationToken !== undefined,
    Contents: contents(listing, encode, query.get("fetch-owner") === "true"),
    CommonPrefixes: listing.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  });
}

function contents(listing: Listing, encode: (text: string) => string, withOwner: boolean): object[] {
  return listing.contents.map(({ key, record }) => ({
    Key: encode(key),
    LastModified: record.lastModified,
    ETag: record.etag,
    ...(record.checksum && {
      ChecksumAlgorithm: record.checksum.algorithm.toUpperCase(),
      ChecksumType: "FULL_OBJECT",
    }),
    Size: record.size,
    StorageClass: "STANDARD",
    ...(withOwner && { Owner: { ID: ACCOUNT_ID } }),
  }));
}

function xml(root: string, content: Readonly<Record<string, unknown>>): AwsResponse {
  return {
    status: 200,
    headers: { "content-type": "application/xml" },
    body: xmlDocument(root, content, NAMESPACE),
  };
}

async function body(request: AwsRequest): Promise<string> {
  return request.stream === undefined
    ? ""
    : (await readBody(request.stream, DOCUMENT_LIMIT)).toString("utf8");
}
