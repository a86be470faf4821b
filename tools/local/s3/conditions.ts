import { AwsError } from "../protocol/error";
import { invalidArgument, noSuchKey, preconditionFailed } from "./errors";
import type { ObjectRecord } from "./object-store";

type Headers = Readonly<Record<string, string>>;

/**
 * Conditional writes: `If-None-Match: *` and `If-Match: <etag>`.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 * @throws AwsError PreconditionFailed; NoSuchKey for If-Match on no object
 */
export function checkWrite(current: ObjectRecord | undefined, headers: Headers, key: string): void {
  const noneMatch = headers["if-none-match"];
  if (noneMatch !== undefined) {
    if (noneMatch !== "*") throw invalidArgument(`If-None-Match of a write must be "*", not ${noneMatch}`);
    if (current !== undefined) throw preconditionFailed("If-None-Match");
  }
  const match = headers["if-match"];
  if (match === undefined) return;
  if (current === undefined) throw noSuchKey(key);
  if (!matches(match, current)) throw preconditionFailed("If-Match");
}

/**
 * Conditional reads, in the order of RFC 9110, section 13.2.2.
 * @throws AwsError PreconditionFailed (412) or NotModified (304, without a document)
 */
export function checkRead(current: ObjectRecord, headers: Headers): void {
  const modified = Date.parse(current.lastModified);
  const match = headers["if-match"];
  if (match !== undefined) {
    if (!matches(match, current)) throw preconditionFailed("If-Match");
  } else if (modified > date(headers["if-unmodified-since"], Number.POSITIVE_INFINITY)) {
    throw preconditionFailed("If-Unmodified-Since");
  }
  const noneMatch = headers["if-none-match"];
  const notModified =
    noneMatch === undefined
      ? modified <= date(headers["if-modified-since"], Number.NEGATIVE_INFINITY)
      : matches(noneMatch, current);
  if (notModified) throw new AwsError("NotModified", 304, "Not Modified");
}

/** SDKs send ETags with and without their quotes. */
function matches(header: string, { etag }: ObjectRecord): boolean {
  const bare = etag.replaceAll('"', "");
  return header.split(",").some((entry) => ["*", bare].includes(entry.trim().replaceAll('"', "")));
}

function date(header: string | undefined, otherwise: number): number {
  const time = Date.parse(header ?? "");
  return Number.isNaN(time) ? otherwise : time;
}
