/** An object as other services' requests name it. */
export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
}

/**
 * The object that an HTTP URL names: path-style at S3 or at the account's own endpoint (`http://127.0.0.1:4080/bucket/key`), or in S3's
 * virtual-hosted style. `undefined` for a URL that is none of S3's.
 */
export function objectOfUrl(url: string, endpoint: string): ObjectName | undefined {
  const parsed = URL.parse(url);
  if (parsed === null) return undefined;
  const path = decodeURIComponent(parsed.pathname.slice(1));
  const hosted = /^(.+)\.s3[.-]([a-z0-9-]+\.)?amazonaws\.com$/.exec(parsed.hostname)?.[1];
  if (hosted !== undefined) return path === "" ? undefined : { bucket: hosted, key: path };
  const own = parsed.origin === endpoint || /^s3[.-]([a-z0-9-]+\.)?amazonaws\.com$/.test(parsed.hostname);
  const [, bucket, key] = /^([^/]+)\/(.+)$/s.exec(path) ?? [];
  return own && bucket !== undefined && key !== undefined ? { bucket, key } : undefined;
}
