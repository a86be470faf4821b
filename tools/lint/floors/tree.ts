import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { importsOf, labelsOf, type Reference } from "./references";

/** The code of a workspace, and what it refers to. Paths are relative to the workspace. */
export interface Tree {
  readonly workspace: string;
  readonly files: ReadonlyMap<string, File>;
}

export interface File {
  readonly lines: number;
  /** Imports of other files of the workspace. */
  readonly imports: readonly Arrow[];
  /** Imports of packages and of Node.js's modules. */
  readonly packages: readonly Reference[];
  /** Packages of Bazel, of this repository, that a BUILD file or Starlark names. */
  readonly labels: readonly Arrow[];
}

export interface Arrow extends Reference {
  /** The file, or the folder of the Bazel package. */
  readonly to: string;
}

/** What globs leave out: packages, and Bazel's links to its outputs. */
export function isGenerated(path: string): boolean {
  return /(^|\/)(node_modules|bazel-[^/]*)$/.test(path);
}

/** Modules of Bazel with labels of their own. */
const OTHER_REPOSITORIES = /^tools\/airgap\/modules\//;

/** Reads all code below a folder. */
export function readTree(workspace: string): Tree {
  const paths = globSync("**/*.{ts,mts,cts,js,mjs,cjs,bazel,bzl}", {
    cwd: workspace,
    exclude: isGenerated,
  })
    .filter((path) => !OTHER_REPOSITORIES.test(path))
    .sort();
  const known = new Set(paths);
  return { workspace, files: new Map(paths.map((path) => [path, read(workspace, path, known)])) };
}

function read(workspace: string, path: string, known: ReadonlySet<string>): File {
  const text = readFileSync(join(workspace, path), "utf8");
  const starlark = /\.(bazel|bzl)$/.test(path);
  const references = starlark ? [] : importsOf(text);
  return {
    lines: text.split("\n").length - 1,
    imports: references.flatMap((reference) => {
      const to = reference.name.startsWith(".")
        ? resolve(join(dirname(path), reference.name), known)
        : undefined;
      return to === undefined ? [] : [{ ...reference, to }];
    }),
    packages: references.filter(({ name }) => !name.startsWith(".")),
    labels: starlark
      ? labelsOf(text).map((label) => ({ ...label, to: label.name.slice(2).replace(/:.*$/, "") }))
      : [],
  };
}

/** The file that a relative import means. tsc says if there is none. */
function resolve(path: string, known: ReadonlySet<string>): string | undefined {
  return [path, `${path}.ts`, `${path}.d.ts`, `${path}/index.ts`].find((file) => known.has(file));
}
