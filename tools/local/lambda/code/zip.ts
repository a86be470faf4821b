import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type Entry, fromBuffer, type ZipFile } from "yauzl";
import { AwsError } from "../../protocol/error";
import { invalidParameter } from "../errors";

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 250 MB unzipped. */
export const MAX_UNZIPPED_BYTES = 262_144_000;

/** Most bytes of a zip that comes with the request itself: 50 MB. */
export const MAX_DIRECT_ZIP_BYTES = 52_428_800;

const FILE_TYPE = 0o170000;
const SYMBOLIC_LINK = 0o120000;

/** Base64 of the SHA-256, as Lambda reports it in `CodeSha256`. */
export function codeSha256(zip: Buffer): string {
  return createHash("sha256").update(zip).digest("base64");
}

/**
 * Unzips a deployment package into a folder.
 * Throws `InvalidParameterValueException` for what is not a zip, would leave the folder, holds symbolic links, or is too big.
 */
export async function unzip(zip: Buffer, folder: string): Promise<void> {
  if (zip.length === 0) throw invalidParameter("Uploaded file must be a non-empty zip");
  try {
    const archive = await open(zip);
    let bytes = 0;
    for await (const entry of entries(archive)) {
      // The sizes are what the directory of the zip says; yauzl ends a stream that turns out longer.
      bytes += entry.uncompressedSize;
      if (bytes > MAX_UNZIPPED_BYTES) {
        throw invalidParameter(`Unzipped size must be smaller than ${MAX_UNZIPPED_BYTES} bytes`);
      }
      await extract(archive, entry, folder);
    }
  } catch (error) {
    if (error instanceof AwsError) throw error;
    const detail = error instanceof Error ? ` (${error.message})` : "";
    throw invalidParameter(
      `Could not unzip uploaded file. Please check your file, then try to upload again.${detail}`,
    );
  }
}

function open(zip: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) =>
    // yauzl refuses absolute names and those with `..` or backslashes.
    fromBuffer(zip, { lazyEntries: true, strictFileNames: true }, (error, archive) =>
      error ? reject(error) : resolve(archive),
    ),
  );
}

async function* entries(archive: ZipFile): AsyncGenerator<Entry> {
  const next = () =>
    new Promise<Entry | undefined>((resolve, reject) => {
      archive.once("entry", resolve);
      archive.once("end", () => resolve(undefined));
      archive.once("error", reject);
      archive.readEntry();
    }).finally(() => archive.removeAllListeners());
  for (let entry = await next(); entry; entry = await next()) yield entry;
}

async function extract(archive: ZipFile, entry: Entry, folder: string): Promise<void> {
  const mode = entry.externalFileAttributes >>> 16;
  if ((mode & FILE_TYPE) === SYMBOLIC_LINK) {
    throw invalidParameter(`the local account does not unpack symbolic links, such as ${entry.fileName}`);
  }
  const path = join(folder, entry.fileName);
  if (entry.fileName.endsWith("/")) {
    await mkdir(path, { recursive: true });
    return;
  }
  await mkdir(dirname(path), { recursive: true });
  const content = await new Promise<NodeJS.ReadableStream>((resolve, reject) =>
    archive.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream))),
  );
  await pipeline(content, createWriteStream(path, { mode: mode & 0o111 ? 0o555 : 0o444, flags: "wx" }));
}
