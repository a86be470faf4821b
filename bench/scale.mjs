// How deploying scales with the monorepo: N functions in N/4 stacks, against a local account with the request rates of AWS.
//
//   node bench/scale.mjs [--functions 10,100,1000] [--bytes 600000] [--calls] [--cpu-prof DIR]
//
// For each N: a first deploy, one that has nothing to do (aim at 1,000: at most 40 calls, no write), one of a tenth of the functions
// (aim: at most 1.2 times the floor), and the deployer's peak memory (aim: under 400 MB). `--bytes` is the size of a
// function's code before it is zipped.
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { assertUnchanged } from "../e2e/support/report.mjs";
import { removeFolder, scratchFolder } from "../e2e/support/scratch.mjs";
import { startAccount } from "./support/account.mjs";
import { Deployer } from "./support/deployer.mjs";
import { machine } from "./support/machine.mjs";
import { Monorepo } from "./support/monorepo.mjs";
import { programs } from "./support/programs.mjs";

/** Lambda's control plane allows 15 requests a second; making changed code live takes three: code, version, alias. */
const PER_SECOND = 15;
const WRITES_PER_FUNCTION = 3;
/** CloudFormation creates a stack with the code of its functions; of each, one GetFunction shows what is live. */
const READS_PER_SECOND = 100;

const { values } = parseArgs({
  options: {
    functions: { type: "string", default: "10,100,1000" },
    bytes: { type: "string", default: "600000" },
    calls: { type: "boolean" },
    "cpu-prof": { type: "string" },
  },
});
const profile = values["cpu-prof"] && resolve(values["cpu-prof"]);
if (profile) mkdirSync(profile, { recursive: true });

const found = await programs();
console.log(machine());
console.log(
  "functions  run        seconds  floor  ratio  processor   calls  writes  throttled  uploaded  peak memory",
);
for (const functions of values.functions.split(",").map(Number)) await measure(functions);

/** The three runs at one size, a line each. */
async function measure(functions) {
  const folder = scratchFolder();
  const account = await startAccount(found, { faults: "aws-rates", profile });
  try {
    const monorepo = new Monorepo(folder, { functions, bytes: Number(values.bytes) });
    const deployer = new Deployer(found, monorepo, { folder, env: account.env, profile });
    const deploy = async (name, changed) => {
      console.error(`${functions} functions, ${name}: at least ${floorOf(name, changed).toFixed(0)} s …`);
      const { result, requests, writes } = await account.during(() => deployer.run("deploy"));
      const uploads = result.report.services.flatMap((service) => service.functions);
      const live = uploads.filter(({ action }) => action !== "none").length;
      if (live !== changed) throw new Error(`${live} functions were deployed instead of ${changed}`);
      const throttled = requests.filter(({ fault }) => fault?.includes("rate exceeded")).length;
      console.log(line(functions, name, { ...result, changed, requests, writes, throttled }));
      if (values.calls) console.log(byOperation(requests));
      return result.report;
    };
    await deploy("first", functions);
    assertUnchanged(await deploy("no change", 0));
    const tenth = Math.ceil(functions / 10);
    monorepo.change(tenth);
    await deploy("a tenth", tenth);
  } finally {
    await account.dispose();
    await removeFolder(folder);
  }
}

/** `12 Lambda.GetFunction, …`, the most frequent first. */
function byOperation(requests) {
  const counts = new Map();
  for (const { service, operation } of requests) {
    const name = `${service}.${operation}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  return `           ${sorted.map(([name, count]) => `${count} ${name}`).join(", ")}`;
}

/** Seconds that the account's request rates need at least to make so many functions live. */
function floorOf(name, changed) {
  return name === "first" ? changed / READS_PER_SECOND : (changed * WRITES_PER_FUNCTION) / PER_SECOND;
}

function line(functions, name, { seconds, changed, requests, writes, throttled, report, peak, cpuSeconds }) {
  const floor = floorOf(name, changed);
  return [
    String(functions).padStart(9),
    name.padEnd(9),
    seconds.toFixed(1).padStart(8),
    floor.toFixed(1).padStart(6),
    (floor ? (seconds / floor).toFixed(2) : "").padStart(6),
    `${cpuSeconds.toFixed(1)} s`.padStart(9),
    String(requests.length).padStart(6),
    String(writes.length).padStart(7),
    String(throttled).padStart(10),
    `${(report.uploadedBytes / 1e6).toFixed(1)} MB`.padStart(9),
    `${(peak / 1e6).toFixed(0)} MB`.padStart(12),
  ].join("  ");
}
