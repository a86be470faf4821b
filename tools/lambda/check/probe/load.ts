import { type SpawnOptions, spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { nodeBinary } from "../../../node/node-binary";
import type { Loading } from "./loading";

/** What is loaded, and by which program. */
export interface Subject {
  readonly bundle: string;
  readonly handler: string;
  readonly probe: string;
}

/** More than any bundle takes, in milliseconds; it only ends one that does not finish. */
const PATIENCE = 20_000;

/**
 * Loads a bundle in a process of its own: alone in a folder, under the name that it has in the zip, so that it finds no npm
 * package, just as in Lambda.
 *
 * @param environment all the variables that it gets
 * @param patience milliseconds after which the process is killed
 */
export async function load(
  { bundle, handler, probe }: Subject,
  environment: Readonly<Record<string, string>>,
  patience = PATIENCE,
): Promise<Loading> {
  const [, file = "index", exportName = "handler"] = /^(?:.*\/)?([^/.]+)\.([^.]+)$/.exec(handler) ?? [];
  const task = mkdtempSync(join(tmpdir(), "probe-"));
  try {
    const index = join(task, `${file}.js`);
    copyFileSync(bundle, index);
    return await run(resolve(probe), [index, exportName], {
      cwd: task,
      env: { ...environment },
      timeout: patience,
    });
  } finally {
    rmSync(task, { recursive: true });
  }
}

function run(program: string, args: readonly string[], options: SpawnOptions): Promise<Loading> {
  const child = spawn(nodeBinary(), [program, ...args], {
    ...options,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    killSignal: "SIGKILL",
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      output += chunk;
    });
  }
  return new Promise((resolvePromise, reject) => {
    let loading: Loading | undefined;
    child.on("message", (message) => {
      loading = message as Loading;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const end = child.killed ? `no result within ${options.timeout} ms` : (signal ?? `exit code ${code}`);
      const said = output.trim().split("\n").slice(-3).join(" | ");
      const message = said === "" ? end : `${end}, with the output: ${said}`;
      resolvePromise(loading ?? { outcome: "silent", connections: [], message });
    });
  });
}
