import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { nodeBinary } from "../node/node-binary";
import { Output } from "../terminal/output";
import { MUTATIONS } from "./mutations";
import type { WorkerReport, WorkOrder } from "./work-order";

const HELP = `Deploys at random, with faults, in one process and in virtual time, and holds what comes of it against the invariants.

  ./bazelw run //tools/simulation -- [options]

  --deploys <n>      about so many deploys under faults (default: 300)
  --seed <n>         the first campaign (default: 0; the first few are directed ones, which always run)
  --jobs <n>         processes (default: one per core)
  --trace            print when which request was sent and its status; with --deploys 1, of one campaign
  --mutation <name>  bring a fault into the deployer, which has to be noticed:
${Object.entries(MUTATIONS)
  .map(([name, { noticedBy }]) => `                       "${name}" (${noticedBy})`)
  .join("\n")}
  --no-shrink        do not look for a smaller campaign that fails as well
  --json             print the result as one line of JSON

Exits with 1 if an invariant does not hold, and prints the campaign and how to play it again: the same seed fails in the same way.`;

const errors = new Output(process.stderr, process.env);
const output = new Output(process.stdout, process.env);

/** Milliseconds between two lines of progress. */
const PROGRESS = 10_000;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      deploys: { type: "string", default: "300" },
      seed: { type: "string", default: "0" },
      jobs: { type: "string", default: `${availableParallelism()}` },
      mutation: { type: "string" },
      trace: { type: "boolean", default: false },
      shrink: { type: "boolean", default: true },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
    allowNegative: true,
  });
  if (values.help) {
    output.lines(HELP);
    return 0;
  }
  const deploys = count("deploys", values.deploys);
  const jobs = Math.min(count("jobs", values.jobs), deploys);
  const { mutation, shrink, trace } = values;
  if (mutation !== undefined && !Object.hasOwn(MUTATIONS, mutation))
    throw new TypeError(`there is no mutation "${mutation}"; see --help`);
  const result = await simulate(
    Array.from({ length: jobs }, (_, job) => ({
      first: count("seed", values.seed, 0) + job,
      step: jobs,
      deploys: Math.ceil(deploys / jobs),
      shrink,
      trace,
      ...(mutation !== undefined && { mutation }),
    })),
  );
  print(result, values.json, mutation);
  return result.failed ? 1 : 0;
}

type Failed = Extract<WorkerReport, { readonly failure: unknown }>;

interface Result {
  readonly campaigns: number;
  readonly deploys: number;
  readonly seconds: number;
  /** Digest of when which request was sent and how it was answered, in all campaigns: equal for equal options, `--jobs` included. */
  readonly trace: string;
  readonly failed: Failed | undefined;
}

/** Runs the workers. The first campaign that fails ends them all. */
async function simulate(orders: readonly WorkOrder[]): Promise<Result> {
  const began = performance.now();
  const traces = new Map<number, string>();
  const failures: Failed[] = [];
  let deploys = 0;
  let due = PROGRESS;
  const scratch = mkdtempSync(join(fastFolder(), "ferry-simulation-"));
  const workers = orders.map((order) => startWorker(order, scratch, receive));
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
    errors.lines(
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
function startWorker(order: WorkOrder, scratch: string, receive: (report: WorkerReport) => void): Worker {
  const child = spawn(
    nodeBinary(),
    ["--no-warnings", "--enable-source-maps", join(__dirname, "worker.js"), JSON.stringify(order)],
    { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, TMPDIR: scratch } },
  );
  let stopped = false;
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => {
    if (line.startsWith("{")) receive(JSON.parse(line));
    else output.lines(line);
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

function print(result: Result, json: boolean, mutation: string | undefined): void {
  if (json) {
    output.json(result);
    return;
  }
  const { campaigns, deploys, seconds, failed } = result;
  output.lines(
    `${deploys} deploys in ${campaigns} campaigns and ${seconds} s, trace ${result.trace.slice(0, 12)}`,
  );
  if (!failed) return;
  const { message, steps } = failed.failure;
  output.lines(`\nthe campaign of seed ${failed.seed} failed, in its smallest form:`);
  output.lines(JSON.stringify(steps, undefined, 2));
  output.lines(`\n${message}`);
  const mutated = mutation === undefined ? "" : ` --mutation "${mutation}"`;
  output.lines(
    `\nplay it again: ./bazelw run //tools/simulation -- --seed ${failed.seed} --deploys 1${mutated}`,
  );
}

function count(name: string, text: string, least = 1): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    throw new TypeError(`--${name} must be a number from ${least} on`);
  return value;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    errors.lines(`error: ${error.message}`);
    process.exitCode = error instanceof TypeError ? 2 : 1;
  },
);
