import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { nodeBinary } from "../node/node-binary";
import type { WorkerReport, WorkOrder } from "./work-order";

/** Milliseconds between two lines of progress. */
const PROGRESS = 10_000;

type Failed = Extract<WorkerReport, { readonly failure: unknown }>;

/** How the campaigns of all workers went. */
export interface Result {
  readonly campaigns: number;
  readonly deploys: number;
  readonly seconds: number;
  /** Digest of when which request was sent and how it was answered, in all campaigns: equal for equal options, `--jobs` included. */
  readonly trace: string;
  readonly failed: Failed | undefined;
}

/**
 * Runs the workers. The first campaign that fails ends them all.
 * @param print gets lines about progress; @param printTrace those of workers that print what is sent
 */
export async function simulate(
  orders: readonly WorkOrder[],
  print: (line: string) => void,
  printTrace: (line: string) => void,
): Promise<Result> {
  const began = performance.now();
  const traces = new Map<number, string>();
  const failures: Failed[] = [];
  let deploys = 0;
  let due = PROGRESS;
  const scratch = mkdtempSync(join(fastFolder(), "ferry-simulation-"));
  const workers = orders.map((order) => startWorker(order, scratch, receive, printTrace));
  function receive(report: WorkerReport): void {
    if ("failure" in report) {
      failures.push(report);
      for (const { stop } of workers) stop();
      return;
    }
    deploys += report.deploys;
    traces.set(report.seed, report.trace);
    const elapsed = performance.now() - began;
    if (elapsed < due) return;
    due = elapsed + PROGRESS;
    print(
      `${deploys} deploys in ${traces.size} campaigns, ${(deploys / (elapsed / 1000)).toFixed(1)} a second`,
    );
  }
  try {
    await Promise.all(workers.map(({ ended }) => ended));
  } finally {
    for (const { stop } of workers) stop();
    await Promise.allSettled(workers.map(({ ended }) => ended));
    rmSync(scratch, { recursive: true, force: true });
  }
  if (failures.length === 0 && deploys < orders.reduce((sum, order) => sum + order.deploys, 0))
    throw new Error(`the workers ended after ${deploys} deploys, before they were done`);
  const hash = createHash("sha256");
  for (const [seed, trace] of [...traces].sort(([a], [b]) => a - b)) hash.update(`${seed} ${trace}\n`);
  return {
    campaigns: traces.size,
    deploys,
    seconds: Math.round(performance.now() - began) / 1000,
    trace: hash.digest("hex"),
    failed: failures.sort((a, b) => a.seed - b.seed)[0],
  };
}

interface Worker {
  readonly ended: Promise<void>;
  stop(): void;
}

/** @param scratch folder for the state of its accounts */
function startWorker(
  order: WorkOrder,
  scratch: string,
  receive: (report: WorkerReport) => void,
  printTrace: (line: string) => void,
): Worker {
  const child = spawn(
    nodeBinary(),
    ["--no-warnings", "--enable-source-maps", join(__dirname, "worker.js"), JSON.stringify(order)],
    { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, TMPDIR: scratch } },
  );
  let stopped = false;
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => {
    if (line.startsWith("{")) receive(JSON.parse(line));
    else printTrace(line);
  });
  return {
    ended: new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => {
        if (code === 0 || stopped) resolve();
        else reject(new Error(`a worker ended with exit code ${code}`));
      });
    }),
    stop: () => {
      stopped = true;
      child.kill();
    },
  };
}

/** In memory where there is such a file system: a quarter of the time would be the disk's. */
function fastFolder(): string {
  try {
    accessSync("/dev/shm", constants.W_OK);
    return "/dev/shm";
  } catch {
    return tmpdir();
  }
}
