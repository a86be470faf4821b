import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ReleasedType } from "./release";

const SUFFIX = ".json";

/** The types that are released: those in a folder with a file `<type>.json` for each. */
export function readReleased(folder: string): readonly ReleasedType[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(SUFFIX))
    .sort()
    .map((file) => ({
      type: file.slice(0, -SUFFIX.length),
      schema: JSON.parse(readFileSync(join(folder, file), "utf8")),
    }));
}
