import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Output } from "../terminal/output";
import { MUTATIONS } from "./mutations";
import { type Result, simulate } from "./workers";

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
    (line) => errors.lines(line),
    (line) => output.lines(line),
  );
  print(result, values.json, mutation);
  return result.failed ? 1 : 0;
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
