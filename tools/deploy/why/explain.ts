import type { Lockfile } from "../../pnpm/lockfile";
import type { Dependencies } from "../workspace/bazel/build-graph";
import type { BundleSources } from "../workspace/bundle-sources";
import type { FileChange } from "../workspace/git/name-status";
import { installedFor, type PackageChange, packageChanges } from "./package-changes";

/** Something that differs from what was deployed, and that the bundle or template is made from. */
export type Cause = (
  | ({ readonly kind: "file" } & FileChange)
  | ({ readonly kind: "package" } & PackageChange)
) & {
  /** `content`: what is in the bundle or makes the template; `build`: rules, configuration and tools that take part. */
  readonly part: "content" | "build";
};

/** Why a digest differs from the deployed one, as far as it can be known. */
export interface Explanation {
  /** Commit that was deployed; null where none was recorded. */
  readonly since: string | null;
  /** Content first. */
  readonly causes: readonly Cause[];
  /** What is not known, and why; for people. */
  readonly notes: readonly string[];
}

/** What is known of one bundle or template. */
export interface Evidence {
  readonly changes: readonly FileChange[];
  readonly dependencies: Dependencies;
  /** BUILD and .bzl files that say how it is built, by their paths. */
  readonly buildFiles: ReadonlySet<string>;
  /** Of a bundle; a template has no such account, so that all its inputs count as content. */
  readonly contents: BundleSources | undefined;
  /** Lock files then and now; undefined where one of them is not there. */
  readonly lockfiles: { readonly before: Lockfile; readonly after: Lockfile } | undefined;
}

/** Files of the workspace that every action depends on, though no target does. */
const CONFIGURATION = new Set([".bazelrc", ".bazelversion", "MODULE.bazel", "common.bazelrc"]);

const TEST = /\.test\.[cm]?[jt]sx?$/;

/** Finds the causes in the evidence. */
export function causes(evidence: Evidence): Cause[] {
  const files = evidence.changes.flatMap((change): Cause[] => {
    const part = partOf(change, evidence);
    return part === undefined ? [] : [{ kind: "file", part, ...change }];
  });
  const found = [...files, ...packages(evidence)];
  return [...found.filter(({ part }) => part === "content"), ...found.filter(({ part }) => part === "build")];
}

function partOf(change: FileChange, evidence: Evidence): Cause["part"] | undefined {
  const { path } = change;
  const { dependencies, contents } = evidence;
  if (contents?.has(path)) return "content";
  if (dependencies.paths.has(path)) return contents ? "build" : "content";
  if (CONFIGURATION.has(path) || evidence.buildFiles.has(path)) return "build";
  // No graph of today has what is gone. Tests never were in it.
  const gone = change.change === "deleted" && !TEST.test(path);
  return gone && dependencies.folders.has(packageFolder(path, dependencies.folders)) ? "content" : undefined;
}

/** The innermost of the folders that a file is in; never the root, in which anything may be. */
function packageFolder(path: string, folders: ReadonlySet<string>): string {
  let folder = path;
  do folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/")));
  while (folder !== "" && !folders.has(folder));
  return folder === "" ? "/" : folder;
}

function packages({ dependencies, contents, lockfiles }: Evidence): Cause[] {
  if (!lockfiles) return [];
  const { before, after } = lockfiles;
  const inside = contents?.packages ?? installedFor(after, dependencies.npm);
  const direct = [...dependencies.npm].filter((name) => !inside.has(name));
  const beside = new Map(
    direct.map((name) => [name, installedFor(after, [name]).get(name) ?? new Set<string>()]),
  );
  const changed = (used: typeof inside, part: Cause["part"]): Cause[] =>
    packageChanges(before, after, used).map((change) => ({ kind: "package", part, ...change }));
  return [...changed(inside, "content"), ...changed(beside, "build")];
}
