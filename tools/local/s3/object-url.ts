/** An object as other services' requests name it. */
export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
  /** Absent for the newest. */
  readonly version?: string;
}

/**
 * The object that an HTTP URL names: path-style at S3 or at the account's own endpoint (`http://127.0.0.1:4080/bucket/key`), or in S3's
 * virtual-hosted style, with `?versionId=` for one version. `undefined` for a URL that is none of S3's.
 */
export function objectOfUrl(url: string, endpoint: string): ObjectName | undefined {
  const parsed = URL.parse(url);
  if (parsed === null) return undefined;
  const id = parsed.searchParams.get("versionId");
  const version = id === null ? {} : { version: id };
  const path = decoded(parsed.pathname.slice(1));
  if (path === undefined) return undefined;
  const hosted = /^(.+)\.s3[.-]([a-z0-9-]+\.)?amazonaws\.com$/.exec(parsed.hostname)?.[1];
  if (hosted !== undefined) return path === "" ? undefined : { bucket: hosted, key: path, ...version };
  const own = parsed.origin === endpoint || /^s3[.-]([a-z0-9-]+\.)?amazonaws\.com$/.test(parsed.hostname);
  const [, bucket, key] = /^([^/]+)\/(.+)$/s.exec(path) ?? [];
  return own && bucket !== undefined && key !== undefined ? { bucket, key, ...version } : undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
