import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { FerryError } from "../../error";
import { type BundleSources, bundleSources } from "../bundle-sources";
import { build, query, type Workspace } from "./bazel";
import { type BuildGraph, labelPaths, parseGraph } from "./build-graph";

/** A bundle whose metafile is wanted. */
export interface Bundle {
  readonly target: string;
  /** Path of the metafile, relative to the execution root. */
  readonly metafile: string;
}

/** What Bazel says of the targets in question. */
export interface Build {
  readonly graph: BuildGraph;
  readonly buildFiles: ReadonlySet<string>;
  /** By the bundle's target. */
  readonly contents: ReadonlyMap<string, BundleSources>;
}

/**
 * Asks Bazel what the targets depend on, and has it build or fetch the bundles' metafiles.
 * @returns or a sentence that says why it cannot be known
 */
export async function askBazel(
  workspace: Workspace,
  executionRoot: string,
  signal: AbortSignal,
  targets: readonly string[],
  bundles: readonly Bundle[],
): Promise<Build | string> {
  const all = `set(${targets.map((target) => `"${target}"`).join(" ")})`;
  try {
    // One after the other: Bazel does one thing at a time.
    const graph = parseGraph(
      await query(workspace, signal, `deps(${all})`, ["--output=graph", "--nograph:factored"]),
    );
    const buildFiles = labelPaths(await query(workspace, signal, `buildfiles(deps(${all}))`));
    if (bundles.length > 0)
      await build(workspace, signal, "get the metafiles", {
        groups: ["metafile"],
        targets: bundles.map(({ target }) => target),
      });
    const contents = await Promise.all(
      bundles.map(async ({ target, metafile }) => {
        const text = await readFile(join(executionRoot, metafile), "utf8");
        return [target, bundleSources(text)] as const;
      }),
    );
    return { graph, buildFiles, contents: new Map(contents) };
  } catch (error) {
    signal.throwIfAborted();
    const { message } = error as Error;
    return `Bazel does not answer: ${error instanceof FerryError ? message : (message.split("\n")[0] ?? "")}`;
  }
}
