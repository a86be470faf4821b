import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Lockfile, parseLockfile } from "../../pnpm/lockfile";
import type { Workspace } from "../workspace/bazel/bazel";
import { dependencies } from "../workspace/bazel/build-graph";
import { askBazel, type Build } from "../workspace/bazel/query";
import { type SinceCommit, sinceCommit } from "../workspace/git/since-commit";
import { causes, type Evidence, type Explanation } from "./explain";

/** The lock file of the package manager, in the root of the workspace. */
const LOCKFILE = "pnpm-lock.yaml";

/** The commit that something was deployed from. */
export interface DeployedFrom {
  readonly commit: string;
  /** Whether the working tree differed from it. */
  readonly dirty: boolean;
}

/** A bundle or a template whose digest differs from the deployed one. */
export interface ChangedArtifact {
  /** Label of the bundle or the stack. */
  readonly target: string;
  /** Path of a bundle's metafile, relative to the execution root. */
  readonly metafile: string | undefined;
  /** Or a sentence that says why it is not known. */
  readonly deployed: DeployedFrom | string;
}

/** Where git and Bazel can be asked. */
export interface Checkout {
  readonly workspace: Workspace;
  readonly executionRoot: string;
  readonly signal: AbortSignal;
}

/**
 * Why each digest differs from the deployed one, as far as git and Bazel know.
 * @param checkout undefined where there is none
 * @returns in the order of `changed`
 */
export async function explain(
  changed: readonly ChangedArtifact[],
  checkout: Checkout | undefined,
): Promise<Explanation[]> {
  if (changed.length === 0) return [];
  if (!checkout) {
    const note = "there is no workspace to ask: run it by bazelw run";
    return changed.map(({ deployed }) => unexplained(deployed, note));
  }
  const { workspace, executionRoot, signal } = checkout;
  const commits = new Set(
    changed.flatMap(({ deployed }) => (typeof deployed === "string" ? [] : [deployed.commit])),
  );
  const since = new Map<string, SinceCommit | string>();
  for (const commit of commits) since.set(commit, await sinceCommit(workspace.folder, commit, LOCKFILE));
  const knowable = changed.filter(
    ({ deployed }) => typeof deployed !== "string" && typeof since.get(deployed.commit) !== "string",
  );
  const bundles = knowable.flatMap(({ target, metafile }) =>
    metafile === undefined ? [] : [{ target, metafile }],
  );
  const targets = knowable.map(({ target }) => target);
  const build =
    targets.length === 0 ? "" : await askBazel(workspace, executionRoot, signal, targets, bundles);
  const after = typeof build === "string" ? undefined : await currentLockfile(workspace.folder);
  // Parsed once for each commit: a lock file may take a quarter of a second.
  const before = new Map<string, Lockfile | undefined>();
  if (after)
    for (const [commit, known] of since)
      if (typeof known !== "string" && known.lockfile !== undefined)
        before.set(commit, readable(known.lockfile));
  return changed.map(({ target, deployed }) => {
    const known = typeof deployed === "string" ? deployed : (since.get(deployed.commit) ?? "");
    if (typeof deployed === "string" || typeof known === "string")
      return unexplained(deployed, String(known));
    if (typeof build === "string") return unexplained(deployed, build);
    const lockfiles = pair(before.get(deployed.commit), after);
    return explained(target, deployed, known.changes, build, lockfiles);
  });
}

function unexplained(deployed: DeployedFrom | string, note: string): Explanation {
  return { since: typeof deployed === "string" ? null : deployed.commit, causes: [], notes: [note] };
}

function explained(
  target: string,
  { commit, dirty }: DeployedFrom,
  changes: SinceCommit["changes"],
  build: Build,
  lockfiles: Evidence["lockfiles"],
): Explanation {
  const evidence: Evidence = {
    changes,
    dependencies: dependencies(build.graph, target),
    buildFiles: build.buildFiles,
    contents: build.contents.get(target),
    lockfiles,
  };
  const found = causes(evidence);
  const notes: string[] = [];
  if (dirty)
    notes.push(
      "it was deployed from a working tree that differed from that commit: what differed then is not known",
    );
  if (!lockfiles) notes.push(`without ${LOCKFILE} then and now it is not known which packages changed`);
  if (found.length === 0)
    notes.push(
      "no input differs from that commit: what moved the digest is outside of the workspace (Bazel, its options, a toolchain), or was undone since",
    );
  return { since: commit, causes: found, notes };
}

function pair(before: Lockfile | undefined, after: Lockfile | undefined): Evidence["lockfiles"] {
  return before && after ? { before, after } : undefined;
}

async function currentLockfile(folder: string): Promise<Lockfile | undefined> {
  try {
    return readable(await readFile(join(folder, LOCKFILE), "utf8"));
  } catch {
    return undefined;
  }
}

/** Undefined for what is no lock file, as one with the marks of a merge in it. */
function readable(text: string): Lockfile | undefined {
  try {
    return parseLockfile(text);
  } catch {
    return undefined;
  }
}
