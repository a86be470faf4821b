import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";

const MTIME = new Date(1980, 0, 1);

/**
 * The deployment package that CloudFormation makes of a template's `ZipFile`: the text as `index.js`, or `index.py` for Python.
 * The same text gives the same bytes.
 */
export async function inlineCode(source: string, runtime: string): Promise<Buffer> {
  const zip = new ZipFile();
  const name = runtime.startsWith("python") ? "index.py" : "index.js";
  zip.addBuffer(Buffer.from(source, "utf8"), name, { mtime: MTIME, mode: 0o100644, forceDosTimestamp: true });
  zip.end();
  return buffer(zip.outputStream);
}
