import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";

/** A zip of the entries, byte for byte the same for the same ones. Text is compressed; bytes are stored as they are. */
export async function zipOf(entries: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(entries)) {
    zip.addBuffer(Buffer.from(content), name, {
      mtime: new Date(1980, 0, 1),
      forceDosTimestamp: true,
      compress: typeof content === "string",
    });
  }
  zip.end();
  return await buffer(zip.outputStream);
}
