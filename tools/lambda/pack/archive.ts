import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";

/** A file in an archive: `path` is relative, with forward slashes. */
export interface Entry {
  readonly path: string;
  readonly contents: Buffer;
}

/**
 * zlib's level. On minified JavaScript 5 comes within 1 % of the usual 6 in about three quarters of its time, and 9 adds
 * nothing worth having; packing stands between an edit and its deploy. Another level is another digest of every function.
 */
const COMPRESSION_LEVEL = 5;

/**
 * The zip archive of the entries, the same bytes for the same set of entries whatever their order, the time, the time zone,
 * the umask or the file system: entries sorted by path in code unit order, 1980-01-01 00:00 as a DOS timestamp (which has no
 * time zone; the extended timestamp, which is UTC, is left out), mode 0644. Every entry is a regular file: there are no
 * directories and no symlinks in it.
 *
 * Bytes also depend on zlib's version, which is pinned with Node itself by the Bazel toolchain.
 *
 * @throws Error if two entries have the same path, or a path is absolute or leaves the archive
 */
export async function archive(entries: readonly Entry[]): Promise<Buffer> {
  const sorted = entries.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const zip = new ZipFile();
  const failure = new Promise<never>((_, reject) => zip.on("error", reject));
  sorted.forEach(({ path, contents }, index) => {
    if (path === sorted[index - 1]?.path)
      throw new Error(`two entries of the archive have the path "${path}"`);
    zip.addBuffer(contents, path, {
      mtime: new Date(1980, 0, 1),
      mode: 0o100644,
      forceDosTimestamp: true,
      compressionLevel: COMPRESSION_LEVEL,
    });
  });
  zip.end();
  return Promise.race([buffer(zip.outputStream), failure]);
}
