import { text } from "node:stream/consumers";
import { BUILD_ID_FILE } from "../../../bundle/build-id-file";
import type { AwsSession } from "../../aws/session";

/**
 * The build id of a function's version, from the file `build-id` of its code, which is downloaded for it; undefined where the zip has
 * none, as one that an older Ferry packed.
 */
export async function buildIdOfCode(
  session: AwsSession,
  functionName: string,
  version: string,
): Promise<string | undefined> {
  const zip = await session.functions.code(functionName, version);
  if (zip === undefined) return undefined;
  // Only this verb reads zips.
  const { fromBufferPromise } = require("yauzl") as typeof import("yauzl");
  const file = await fromBufferPromise(zip, { lazyEntries: true });
  for await (const entry of file.eachEntry()) {
    if (entry.fileName === BUILD_ID_FILE) return await text(await file.openReadStreamPromise(entry));
  }
  return undefined;
}
