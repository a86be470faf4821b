import type { ChildProcess } from "node:child_process";
import { text } from "node:stream/consumers";
import type { Report } from "../../cli/report/report";

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The last line of standard output, where `--json` was given. */
  readonly report: Report & { readonly invocation?: { readonly payload: unknown } };
}

export interface Started {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

/** What a process printed and ended with, once it has ended. */
export async function outcome(child: ChildProcess): Promise<Finished> {
  const [stdout, stderr, [code, signal]] = await Promise.all([
    child.stdout ? text(child.stdout) : "",
    child.stderr ? text(child.stderr) : "",
    new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
      child.on("exit", (exitCode, exitSignal) => resolve([exitCode, exitSignal]));
    }),
  ]);
  const last = stdout.trimEnd().split("\n").at(-1) ?? "";
  return { code, signal, stdout, stderr, report: last.startsWith("{") ? JSON.parse(last) : undefined };
}
