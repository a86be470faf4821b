import { type FileHandle, open } from "node:fs/promises";
import { fileSha256, sha256 } from "../model/digest";

/** Identifies the state of a file when it was hashed: writing or replacing it changes at least one of these. */
interface Stamp {
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
}

/**
 * Two changes within one tick of the file system's clock leave the same stamp (git calls such index entries racy), so a file
 * changed this recently is hashed again next time. In nanoseconds; a tick is at most 10 ms.
 */
const FRESH = 50_000_000n;

/** SHA-256 of files in hexadecimal. A file is hashed again only after its inode, size or times have changed. */
export class FileDigests {
  readonly #now: () => number;
  readonly #known = new Map<string, { readonly stamp: Stamp; readonly digest: string }>();

  /** @param now milliseconds since the epoch, by the file system's clock */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Undefined where there is no such file. */
  async digest(path: string): Promise<string | undefined> {
    return await withFile(path, async (file) => {
      const stamp = await file.stat({ bigint: true });
      const known = this.#known.get(path);
      if (known && same(known.stamp, stamp)) return known.digest;
      const digest = await fileSha256(file);
      if (this.#isSettled(stamp) && same(stamp, await file.stat({ bigint: true })))
        this.#known.set(path, { stamp, digest });
      return digest;
    });
  }

  /** The bytes with their digest; undefined where there is no such file. */
  async read(path: string): Promise<{ readonly bytes: Buffer; readonly digest: string } | undefined> {
    return await withFile(path, async (file) => {
      const known = this.#known.get(path);
      const bytes = await file.readFile();
      const unchanged = known && same(known.stamp, await file.stat({ bigint: true }));
      return { bytes, digest: unchanged ? known.digest : sha256(bytes) };
    });
  }

  #isSettled({ ctimeNs }: Stamp): boolean {
    return BigInt(this.#now()) * 1_000_000n - ctimeNs > FRESH;
  }
}

function same(a: Stamp, b: Stamp): boolean {
  return a.ino === b.ino && a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs;
}

async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T | undefined> {
  let file: FileHandle;
  try {
    file = await open(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}
