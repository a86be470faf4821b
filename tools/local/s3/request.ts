import { ACCOUNT_ID } from "../protocol/account-id";
import { AwsError } from "../protocol/error";
import type { AwsRequest } from "../protocol/service";
import { invalidArgument, notImplemented } from "./errors";

/** What a path-style request is about: the account's buckets, a bucket, or an object. */
export interface Target {
  readonly bucket: string | undefined;
  readonly key: string | undefined;
  /** The operation's sub-resource, such as `versioning`; `list-type` of ListObjectsV2 counts as one. */
  readonly subresource: string | undefined;
}

/** Query parameters that name a supported sub-resource. */
const SUBRESOURCES = [
  "versioning",
  "encryption",
  "publicAccessBlock",
  "lifecycle",
  "location",
  "list-type",
  "delete",
];

/** Query parameters that do not choose the operation. */
const PARAMETERS =
  /^(x-id|x-amz-.*|prefix|delimiter|max-keys|continuation-token|start-after|encoding-type|fetch-owner|versionId)$/i;

const HEADERS =
  /^x-amz-(content-sha256|date|security-token|user-agent|decoded-content-length|trailer|sdk-checksum-algorithm|checksum-.*|meta-.*|expected-bucket-owner|acl|server-side-encryption|request-payer|bucket-object-lock-enabled|object-ownership)$/;

/** @throws AwsError (NotImplemented) for a sub-resource, parameter or header that is not supported */
export function target(request: AwsRequest): Target {
  let subresource: string | undefined;
  for (const name of request.query.keys()) {
    if (SUBRESOURCES.includes(name)) subresource = name;
    else if (!PARAMETERS.test(name)) throw notImplemented(`"?${name}"`);
  }
  checkHeaders(request.headers);
  const [, bucket = "", ...rest] = request.path.split("/");
  const key = rest.join("/");
  return {
    bucket: bucket === "" ? undefined : decode(bucket),
    key: key === "" ? undefined : decode(key),
    subresource,
  };
}

function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(headers)) {
    if (name.startsWith("x-amz-") && !HEADERS.test(name)) throw notImplemented(`the header ${name}`);
  }
  const acl = headers["x-amz-acl"];
  if (acl !== undefined && acl !== "private") throw notImplemented(`the ACL "${acl}"`);
  const encryption = headers["x-amz-server-side-encryption"];
  if (encryption !== undefined && encryption !== "AES256")
    throw notImplemented(`encryption by "${encryption}"`);
  if (headers["x-amz-bucket-object-lock-enabled"] === "true") throw notImplemented("object lock");
  const owner = headers["x-amz-expected-bucket-owner"];
  if (owner !== undefined && owner !== ACCOUNT_ID) {
    throw new AwsError(
      "AccessDenied",
      403,
      `the buckets here belong to account ${ACCOUNT_ID}, not to ${owner}`,
    );
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError("InvalidURI", 400, `could not parse the specified URI: "${text}"`);
  }
}

/** The bytes of an object that a `Range` header asks for. Both ends inclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * @returns `undefined` for the whole object: no header, or one that is not a single byte range, which RFC 9110 has ignored
 * @throws AwsError (InvalidRange) when no byte of the object is in it
 */
export function byteRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (match === null) return undefined;
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return undefined;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== "" && last !== "" && Number(last) < start) return undefined;
  if (start >= size || start > end) {
    throw new AwsError("InvalidRange", 416, "The requested range is not satisfiable", {
      ActualObjectSize: size,
    });
  }
  return { start, end };
}

/** A whole number from the query, not over `most`. */
export function count(query: URLSearchParams, name: string, most: number): number {
  const text = query.get(name);
  if (text === null) return most;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw invalidArgument(`${name} must be a whole number, not "${text}"`);
  return Math.min(value, most);
}
