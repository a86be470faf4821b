import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Service } from "../manifest/service";
import { bazel, PLAIN, type Workspace } from "./bazel";
import { fileSha256 } from "./digest";
import { jsonObjects } from "./json-stream";

/** No cache gives anything to this build. What rules download is checked against digests in the workspace, and may be shared. */
const NO_CACHE = ["--remote_cache=", "--disk_cache=", "--remote_executor=", "--noremote_accept_cached"];

/** What is built of a service. */
type Outputs = Pick<Service, "stack" | "functions">;

/** What a build from nothing made. */
export interface CleanBuild {
  /** SHA-256 by target, in hexadecimal. */
  readonly digests: ReadonlyMap<string, string>;
  /** Targets of actions whose results came from a cache all the same. */
  readonly cached: readonly string[];
}

/**
 * Builds bundles and templates from the sources alone, in an output base of its own: neither a shared cache nor what earlier builds
 * left on this machine can give it anything. The execution log of an ordinary build could not tell that, since it has no entry for
 * what the local action cache answers.
 */
export async function cleanBuild(
  services: readonly Outputs[],
  workspace: Workspace,
  signal: AbortSignal,
): Promise<CleanBuild> {
  const scratch = await mkdtemp(join(tmpdir(), "ferry-attest-"));
  const outputBase = join(scratch, "base");
  const startup = [...workspace.startupOptions, `--output_base=${outputBase}`];
  try {
    const log = join(scratch, "execution.json");
    const functions = services.flatMap((service) => service.functions);
    const groups = [...new Set(functions.map(({ outputGroup }) => `+${outputGroup}`))];
    await bazel(workspace, signal, "build from nothing", [
      ...startup,
      "build",
      ...workspace.buildOptions,
      ...NO_CACHE,
      `--execution_log_json_file=${log}`,
      `--output_groups=${groups.join(",")}`,
      ...PLAIN,
      "--",
      ...new Set([...functions, ...services.map(({ stack }) => stack)].map(({ target }) => target)),
    ]);
    const root = join(outputBase, "execroot/_main");
    return { digests: await digests(services, root), cached: await cachedTargets(log) };
  } finally {
    // Ends the server of that output base, and removes what Bazel made read-only.
    await bazel(workspace, new AbortController().signal, "clean up", [
      ...startup,
      "clean",
      "--expunge",
    ]).catch(() => undefined);
    await rm(scratch, { recursive: true, force: true });
  }
}

async function digests(services: readonly Outputs[], root: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { stack, functions } of services) {
    for (const { target, zip } of functions) found.set(target, await fileSha256(join(root, zip)));
    // Templates are named as runfiles are, below the folder that the bundles are in as well.
    const bin = functions[0]?.zip.match(/^bazel-out\/[^/]+\/bin\//)?.[0] ?? "";
    found.set(stack.target, await fileSha256(join(root, bin, stack.path)));
  }
  return found;
}

async function cachedTargets(log: string): Promise<string[]> {
  const targets = new Set<string>();
  for await (const bytes of jsonObjects(createReadStream(log))) {
    if (!bytes.includes("cache hit")) continue;
    const { runner, targetLabel } = JSON.parse(bytes.toString("utf8")) as {
      readonly runner?: string;
      readonly targetLabel?: string;
    };
    if (runner?.includes("cache hit")) targets.add(targetLabel ?? "an unnamed target");
  }
  return [...targets];
}
