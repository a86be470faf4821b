import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The file that the packer writes it to; `tools/lambda/pack` tests that both use the same name. */
const BUILD_ID_FILE = "build-id";

/** What stands for a build id where there is none: in tests, and in a process that Lambda did not start. */
const UNKNOWN_BUILD_ID = "unknown";

/**
 * The build id of the code under `root`: SHA-256, in hex, of the bundled JavaScript, which the packer writes beside it into the
 * zip. It says which build is running, and names the source map; commit and target are in the description of the function's
 * version, so that the same sources make the same zip whatever commit they are at.
 *
 * @param root where the zip is unpacked, as Lambda says it
 *   (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime)
 */
export function readBuildId(root: string | undefined): string {
  if (root === undefined) return UNKNOWN_BUILD_ID;
  try {
    const text = readFileSync(join(root, BUILD_ID_FILE), "latin1");
    return /^[0-9a-f]{64}$/.test(text) ? text : UNKNOWN_BUILD_ID;
  } catch {
    // A log without a build id is worth more than a function that does not start for lack of one.
    return UNKNOWN_BUILD_ID;
  }
}

/** The build id of the running code, or {@link UNKNOWN_BUILD_ID}. Read once, when the execution environment starts. */
export const buildId: string = readBuildId(process.env.LAMBDA_TASK_ROOT);
