import type { ObjectRecord } from "./object-store";

export interface ListInput {
  readonly prefix: string;
  readonly delimiter: string;
  readonly maxKeys: number;
  readonly startAfter: string;
  readonly continuationToken: string | undefined;
}

export interface Listing {
  readonly contents: readonly { readonly key: string; readonly record: ObjectRecord }[];
  readonly commonPrefixes: readonly string[];
  readonly nextContinuationToken: string | undefined;
}

/** Where a listing goes on: after a key, or after all keys with a common prefix. */
interface Position {
  readonly after: string;
  readonly prefix: boolean;
}

/**
 * One page of ListObjectsV2: keys with `prefix`, those that share the part up to the next `delimiter` rolled up into one entry.
 * @param objects of a bucket in order, from a key on
 */
export function listObjects(
  objects: (from: string) => Iterable<{ key: string; record: ObjectRecord }>,
  input: ListInput,
): Listing {
  const { prefix, delimiter, maxKeys } = input;
  const position = decodeToken(input.continuationToken) ?? { after: input.startAfter, prefix: false };
  const contents: { key: string; record: ObjectRecord }[] = [];
  const commonPrefixes: string[] = [];
  let last: Position | undefined;
  for (const { key, record } of objects(later(position.after, prefix))) {
    if (!key.startsWith(prefix)) break;
    if (key === position.after && !position.prefix) continue;
    if (position.prefix && key.startsWith(position.after)) continue;
    const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const common = end === -1 ? undefined : key.slice(0, end + delimiter.length);
    if (common !== undefined && common === commonPrefixes.at(-1)) continue;
    if (contents.length + commonPrefixes.length >= maxKeys) {
      return { contents, commonPrefixes, nextContinuationToken: last && encodeToken(last) };
    }
    if (common === undefined) contents.push({ key, record });
    else commonPrefixes.push(common);
    last = { after: common ?? key, prefix: common !== undefined };
  }
  return { contents, commonPrefixes, nextContinuationToken: undefined };
}

/** By UTF-8 bytes, the order of keys. */
function later(a: string, b: string): string {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) > 0 ? a : b;
}

function encodeToken(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/** `undefined` for a token that was not given out here. */
function decodeToken(token: string | undefined): Position | undefined {
  if (token === undefined) return undefined;
  try {
    const { after, prefix } = JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as Position;
    return { after: String(after), prefix: Boolean(prefix) };
  } catch {
    return undefined;
  }
}
