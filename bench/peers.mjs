// Ferry next to the AWS CDK's command line and osls, with the same functions in one stack each and the same local account with the
// request rates of AWS. Wall time (median), API calls, how many of them waited for each other, and bytes, from the account's log.
//
// *first* deploys to a new environment in each round: `first` with code that no environment has, `again` with that of the one before.
//
//   node bench/peers.mjs [--functions 50] [--rounds 3] [--bytes 100000] [--latency 50]
//
// `--latency` is how long each request is on its way, in milliseconds: without it, hardly any would be at the same time.
// The peers are installed from the npm registry into a folder for temporary files. They start from code that is built but not zipped;
// Ferry starts from what Bazel has zipped. A peer that fails is reported with the reason.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { removeFolder, scratchFolder } from "../e2e/support/scratch.mjs";
import { Cdk } from "./peers/cdk.mjs";
import { installPeers } from "./peers/install.mjs";
import { Osls } from "./peers/osls.mjs";
import { startAccount } from "./support/account.mjs";
import { Deployer } from "./support/deployer.mjs";
import { machine } from "./support/machine.mjs";
import { codeOf, Monorepo } from "./support/monorepo.mjs";
import { programs } from "./support/programs.mjs";

const { values } = parseArgs({
  options: {
    functions: { type: "string", default: "50" },
    rounds: { type: "string", default: "3" },
    bytes: { type: "string", default: "100000" },
    latency: { type: "string", default: "50" },
  },
});
const [count, rounds, bytes, latency] = [values.functions, values.rounds, values.bytes, values.latency].map(
  Number,
);

const scratch = scratchFolder();
const found = await programs();
const account = await startAccount(found, { faults: awsFrom(latency) });
try {
  const modules = await installPeers(folder("modules"));
  const monorepo = new Monorepo(folder("ferry"), { functions: count, perStack: count, bytes });
  const functions = monorepo.services[0].functions;
  const ferry = new Deployer(found, monorepo, { folder: folder("ferry"), env: account.env });
  const options = { modules, node: found.node, functions, toolEnv: account.toolEnv };
  const cdk = new Cdk({ ...options, folder: folder("cdk") });
  const osls = new Osls({ ...options, folder: folder("osls") });
  for (const { bucket } of [Cdk, Osls]) await makeBucket(bucket);

  const peer = (tool) => ({
    change: (changed) =>
      tool.write(new Map(functions.slice(0, changed).map((name) => [name, codeOf(bytes)]))),
  });
  const ways = [
    {
      name: "ferry deploy",
      change: (changed) => monorepo.change(changed),
      run: (environment) => ferry.run("deploy", environment),
    },
    { name: "cdk deploy", ...peer(cdk), run: (environment) => cdk.deploy(environment) },
    {
      name: "cdk deploy --hotswap",
      ...peer(cdk),
      run: (environment) => cdk.hotswap(environment),
      later: true,
    },
    { name: "osls deploy", ...peer(osls), run: (environment) => osls.deploy(environment) },
    {
      name: "osls deploy function",
      ...peer(osls),
      run: (environment) => osls.deployFunction(functions[0], environment),
      later: true,
      single: true,
    },
  ];
  console.log(machine());
  console.log(
    `${count} functions of ${bytes} bytes, in one stack; ${rounds} rounds; requests take ${latency} ms`,
  );
  console.log("change     way                    seconds   calls  rounds  writes      bytes sent");
  const creating = ways.filter(({ later }) => !later);
  const everything = ways.filter(({ single }) => !single);
  await compare("first", count, creating, (round) => `dev-${round}`);
  await compare("again", 0, creating, (round) => `dev-again-${round}`);
  await compare("none", 0, ways, () => "dev-0");
  await compare("one", 1, ways, () => "dev-0");
  await compare("all", count, everything, () => "dev-0");
} finally {
  await account.dispose();
  await removeFolder(scratch);
}

/** Lets each way deploy a change of so many functions, in turns, and prints a line for each. */
async function compare(name, changed, ways, environmentOf) {
  const runs = new Map(ways.map((way) => [way, []]));
  for (let round = 0; round < rounds; round++) {
    for (const way of ways) {
      if (changed > 0) way.change(changed);
      runs.get(way).push(await measure(way, environmentOf(round)));
    }
  }
  for (const [way, measured] of runs) {
    const failed = measured.find(({ error }) => error);
    console.log(
      `${name.padEnd(9)}  ${way.name.padEnd(20)}  ${failed ? `stopped: ${failed.error}` : line(measured)}`,
    );
  }
}

async function measure(way, environment) {
  const start = performance.now();
  try {
    const { requests, writes } = await account.during(() => way.run(environment));
    const bytesSent = requests.reduce((sum, request) => sum + request.bytes, 0);
    return {
      seconds: (performance.now() - start) / 1000,
      calls: requests.length,
      rounds: roundsOf(requests),
      writes: writes.length,
      bytesSent,
    };
  } catch (error) {
    return { error: error.message };
  }
}

/** The longest chain of requests each of which began after the one before was answered: at AWS, each costs its way there and back. */
function roundsOf(requests) {
  const spans = requests.map(({ time, milliseconds }) => ({
    start: Date.parse(time) - milliseconds,
    end: Date.parse(time),
  }));
  let [count, last] = [0, Number.NEGATIVE_INFINITY];
  for (const { start, end } of spans.toSorted((a, b) => a.end - b.end)) {
    if (start < last) continue;
    count += 1;
    last = end;
  }
  return count;
}

function line(measured) {
  const { seconds, calls, rounds, writes, bytesSent } = measured.toSorted((a, b) => a.seconds - b.seconds)[
    measured.length >> 1
  ];
  return [
    seconds.toFixed(1).padStart(8),
    String(calls).padStart(6),
    String(rounds).padStart(6),
    String(writes).padStart(6),
    bytesSent.toLocaleString("en").padStart(14),
  ].join("  ");
}

/** A fault profile with the request rates of AWS, for a client to which each request takes so many milliseconds. */
function awsFrom(milliseconds) {
  const path = join(scratch, "faults.json");
  const delay = { kind: "delay", operations: ["*"], milliseconds: [milliseconds, milliseconds] };
  writeFileSync(path, JSON.stringify({ version: 1, rates: "aws", faults: milliseconds > 0 ? [delay] : [] }));
  return path;
}

/** A bucket that a peer expects, as after its bootstrap of an account. */
async function makeBucket(name) {
  const answer = await account.fetch("s3", `/${name}`, { method: "PUT" });
  if (!answer.ok) throw new Error(`bucket ${name}: ${await answer.text()}`);
}

function folder(name) {
  const path = join(scratch, name);
  mkdirSync(path, { recursive: true });
  return path;
}
