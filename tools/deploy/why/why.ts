import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Deployed, Subject } from "../engine/changed-artifacts";
import type { Workspace } from "../workspace/bazel/bazel";
import { dependencies } from "../workspace/bazel/build-graph";
import { askBazel, type Build } from "../workspace/bazel/query";
import { type SinceCommit, sinceCommit } from "../workspace/git/git";
import { type Lockfile, parseLockfile } from "../workspace/lockfile";
import { causes, type Evidence, type Explanation } from "./explain";

/** The lock file of the package manager, in the root of the workspace. */
const LOCKFILE = "pnpm-lock.yaml";

export interface Surroundings {
  readonly workspace: Workspace;
  readonly executionRoot: string;
  readonly signal: AbortSignal;
}

/** Tells of each digest why it differs from the deployed one, as far as git and Bazel know. */
export async function explain(
  found: readonly Subject[],
  surroundings: Surroundings | undefined,
): Promise<void> {
  if (found.length === 0) return;
  if (!surroundings) {
    const note = "there is no workspace to ask: run it by bazelw run";
    for (const { deployed, tell } of found) tell(unexplained(deployed, note));
    return;
  }
  const { workspace, executionRoot, signal } = surroundings;
  const commits = new Set(
    found.flatMap(({ deployed }) => (typeof deployed === "string" ? [] : [deployed.commit])),
  );
  const since = new Map<string, SinceCommit | string>();
  for (const commit of commits) since.set(commit, await sinceCommit(workspace.folder, commit, LOCKFILE));
  const knowable = found.filter(
    ({ deployed }) => typeof deployed !== "string" && typeof since.get(deployed.commit) !== "string",
  );
  const bundles = knowable.flatMap(({ target, metafile }) =>
    metafile === undefined ? [] : [{ target, metafile }],
  );
  const targets = knowable.map(({ target }) => target);
  const build =
    targets.length === 0 ? "" : await askBazel(workspace, executionRoot, signal, targets, bundles);
  const lockfile = await currentLockfile(workspace.folder);
  for (const subject of found) {
    const { deployed, tell } = subject;
    const changes = typeof deployed === "string" ? deployed : (since.get(deployed.commit) ?? "");
    if (typeof deployed === "string" || typeof changes === "string")
      tell(unexplained(deployed, String(changes)));
    else if (typeof build === "string") tell(unexplained(deployed, build));
    else tell(explained(subject, deployed, changes, build, lockfile));
  }
}

function unexplained(deployed: Deployed | string, note: string): Explanation {
  return { since: typeof deployed === "string" ? null : deployed.commit, causes: [], notes: [note] };
}

function explained(
  { target }: Subject,
  { commit, dirty }: Deployed,
  { changes, lockfile }: SinceCommit,
  build: Build,
  after: Lockfile | undefined,
): Explanation {
  const before = lockfile === undefined ? undefined : readable(lockfile);
  const evidence: Evidence = {
    changes,
    dependencies: dependencies(build.graph, target),
    buildFiles: build.buildFiles,
    contents: build.contents.get(target),
    lockfiles: before && after ? { before, after } : undefined,
  };
  const found = causes(evidence);
  const notes: string[] = [];
  if (dirty)
    notes.push(
      "it was deployed from a working tree that differed from that commit: what differed then is not known",
    );
  if (!evidence.lockfiles)
    notes.push(`without ${LOCKFILE} then and now it is not known which packages changed`);
  if (found.length === 0)
    notes.push(
      "no input differs from that commit: what moved the digest is outside of the workspace (Bazel, its options, a toolchain), or was undone since",
    );
  return { since: commit, causes: found, notes };
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
