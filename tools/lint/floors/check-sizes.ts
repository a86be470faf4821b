import { dirname } from "node:path/posix";
import type { Problem } from "./problem";
import type { Tree } from "./tree";

/** How many files of code a folder may have, tests included, before it has to be several. */
const FILES = 28;

/** How many lines a file may have that is no test. Most have a sixth of it. */
const LINES = 350;

/** Folders and files too large to find one's way in. */
export function checkSizes(tree: Tree, isTest: (file: string) => boolean): Problem[] {
  const folders = new Map<string, number>();
  for (const file of tree.files.keys()) folders.set(dirname(file), (folders.get(dirname(file)) ?? 0) + 1);
  return [
    ...[...folders]
      .filter(([, files]) => files > FILES)
      .map(([file, files]) => ({
        file,
        text: `has ${files} files of code: a folder has at most ${FILES}; give those of one subject a folder of their own`,
      })),
    ...[...tree.files]
      .filter(([file, { lines }]) => file.endsWith(".ts") && !isTest(file) && lines > LINES)
      .map(([file, { lines }]) => ({
        file,
        text: `has ${lines} lines: a file has at most ${LINES}, and one subject; split it`,
      })),
  ];
}
