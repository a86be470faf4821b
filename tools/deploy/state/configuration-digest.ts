import { createHash } from "node:crypto";
import type { FunctionVersion } from "./observed";

/** SHA-256, in hexadecimal, of all settings of a version: the same whatever order Lambda answers their members in. */
export function configurationDigest({ configuration }: Pick<FunctionVersion, "configuration">): string {
  return createHash("sha256").update(JSON.stringify(configuration, sorted)).digest("hex");
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
