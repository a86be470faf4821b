import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { join } from "node:path";
import { nodeBinary } from "../node/node-binary";
import { runFloors } from "./floors/run-floors";
import { isGenerated } from "./floors/tree";
import { checkRemovedApis } from "./starlark/removed";

/**
 * `bazel run //tools/lint` checks the format of every file of the workspace and lints it; `-- --write` fixes what can be
 * fixed. TypeScript, JavaScript and JSON by biome; BUILD files and Starlark by buildifier, and by `starlark/` for what newer Bazel
 * removes; which folder may import which by the tables in `floors/houses/`.
 */
function main(arguments_: readonly string[]): number {
  const workspace = process.env.BUILD_WORKSPACE_DIRECTORY;
  const write = arguments_.includes("--write");
  const unknown = arguments_.filter((argument) => argument !== "--write");
  if (unknown.length > 0) {
    console.error(
      `error: unknown argument ${unknown[0]}; use --write to fix files, or nothing to check them`,
    );
    return 2;
  }
  if (!workspace) {
    console.error("error: start it by: ./bazelw run //tools/lint");
    return 2;
  }
  const starlark = globSync("**/{*.bazel,*.bzl}", {
    cwd: workspace,
    exclude: isGenerated,
  });
  const biome = run(workspace, "@biomejs/biome/bin/biome", ["check", ...(write ? ["--write"] : []), "."]);
  const mode = write ? "fix" : "check";
  const buildifier = run(workspace, "@bazel/buildifier/buildifier.js", [
    `--mode=${mode}`,
    `--lint=${write ? "fix" : "warn"}`,
    ...starlark,
  ]);
  const floors = runFloors(workspace, write);
  const removed = checkRemovedApis(workspace, starlark);
  if (!biome && !buildifier && !floors && !removed) return 0;
  if (!write) console.error("run ./bazelw run //tools/lint -- --write to fix what can be fixed");
  return 1;
}

/** Runs a package's program in the workspace; whether it found something. */
function run(workspace: string, program: string, arguments_: readonly string[]): boolean {
  const script = join(process.cwd(), "node_modules", program);
  const { status, error } = spawnSync(nodeBinary(), [script, ...arguments_], {
    cwd: workspace,
    stdio: "inherit",
  });
  if (error) throw error;
  return status !== 0;
}

process.exitCode = main(process.argv.slice(2));
