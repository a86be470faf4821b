import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { z } from "zod";
import { readBom } from "../bom/bom";
import type { Built } from "./inventory";

/** What `lambda_sboms` writes: where the bill of materials of each function is. */
const index = z.array(z.strictObject({ service: z.string(), function: z.string(), sbom: z.string() }));

/**
 * What the build has made.
 * @param path of the index
 * @param runfiles what the paths in it are relative to
 */
export async function readBuilt(path: string, runfiles: string): Promise<Built[]> {
  const entries = index.parse(JSON.parse(await readFile(resolve(runfiles, path), "utf8")));
  return await Promise.all(
    entries.map(async ({ service, function: name, sbom }) => ({
      service,
      function: name,
      contents: readBom(await readFile(resolve(runfiles, sbom), "utf8"), sbom),
    })),
  );
}
