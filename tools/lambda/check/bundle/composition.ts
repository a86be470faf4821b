import { posix } from "node:path";
import type { BundleContents } from "../../../bundle/metafile";
import type { Row } from "../../../terminal/table";
import type { Section } from "../report/report";

/** What is in a bundle, by npm package and by folder of the workspace: bytes, share and number of sources, largest first. */
export function compositionOf({ bytes, parts }: BundleContents): Section[] {
  const packages = new Map<string, Share>();
  const folders = new Map<string, Share>();
  for (const { path, bytes, package: found } of parts) {
    if (found) add(packages, found.version ? `${found.name}@${found.version}` : found.name, bytes);
    else add(folders, posix.dirname(path), bytes);
  }
  const own = parts.reduce((sum, part) => sum + part.bytes, 0);
  return [
    { title: "own code, by folder", rows: rowsOf(folders, bytes) },
    { title: "npm packages", rows: rowsOf(packages, bytes) },
    {
      title: "the bundler's own",
      rows: rowsOf(new Map([["glue", { bytes: bytes - own, files: 0 }]]), bytes),
    },
  ];
}

interface Share {
  readonly bytes: number;
  readonly files: number;
}

function add(shares: Map<string, Share>, name: string, bytes: number): void {
  const before = shares.get(name) ?? { bytes: 0, files: 0 };
  shares.set(name, { bytes: before.bytes + bytes, files: before.files + 1 });
}

function rowsOf(shares: ReadonlyMap<string, Share>, total: number): Row[] {
  return [...shares]
    .sort(([a, one], [b, other]) => other.bytes - one.bytes || (a < b ? -1 : 1))
    .map(([name, { bytes, files }]) => [
      name,
      bytes,
      `${((bytes / total) * 100).toFixed(1)} %`.padStart(7),
      ...(files === 0 ? [] : [files === 1 ? "1 file" : `${files} files`]),
    ]);
}
