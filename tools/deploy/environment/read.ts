import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { FerryError } from "../error";
import { parseJson } from "../manifest/parse";
import { type Environments, environmentsSchema } from "./schema";

/**
 * Reads environments.json. Without a path (a workspace that has none) there is the environment `local` alone.
 * @param path as messages name it, relative to `runfiles`
 */
export async function readEnvironments(path: string | undefined, runfiles: string): Promise<Environments> {
  if (path === undefined) return { version: 1, environments: {} };
  let text: string;
  try {
    text = await readFile(resolve(runfiles, path), "utf8");
  } catch (cause) {
    throw new FerryError(
      "EnvironmentsInvalid",
      `the environments file cannot be read: ${(cause as Error).message}`,
      {
        cause,
        next: "correct FERRY_ENVIRONMENTS, which the deploy target sets",
      },
    );
  }
  return parseJson(
    environmentsSchema,
    text,
    `the environments file ${path}`,
    "EnvironmentsInvalid",
    "correct that file",
  );
}
