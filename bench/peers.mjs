// Ferry next to the AWS CDK's command line and osls, with the same functions in one stack each and the same local account with the
// request rates of AWS. Wall time (median), API calls and bytes, from the account's log.
//
//   node bench/peers.mjs [--functions 50] [--rounds 3] [--bytes 100000]
//
// The peers are installed from the npm registry into a folder for temporary files. They start from code that is built but not zipped;
// Ferry starts from what Bazel has zipped. A peer that fails is reported with the reason.
import { mkdirSync } from "node:fs";
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
  },
});
const [count, rounds, bytes] = [values.functions, values.rounds, values.bytes].map(Number);

const scratch = scratchFolder();
const found = await programs();
const account = await startAccount(found, { faults: "aws-rates" });
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
    { name: "ferry deploy", change: (changed) => monorepo.change(changed), run: () => ferry.run("deploy") },
    { name: "cdk deploy", ...peer(cdk), run: () => cdk.deploy() },
    { name: "cdk deploy --hotswap", ...peer(cdk), run: () => cdk.hotswap(), later: true },
    { name: "osls deploy", ...peer(osls), run: () => osls.deploy() },
    {
      name: "osls deploy function",
      ...peer(osls),
      run: () => osls.deployFunction(functions[0]),
      later: true,
      single: true,
    },
  ];
  console.log(machine());
  console.log(`${count} functions of ${bytes} bytes, in one stack; ${rounds} rounds`);
  console.log("change     way                    seconds   calls  writes      bytes sent");
  await compare(
    "first",
    count,
    ways.filter(({ later }) => !later),
    1,
  );
  await compare("none", 0, ways, rounds);
  await compare("one", 1, ways, rounds);
  await compare(
    "all",
    count,
    ways.filter(({ single }) => !single),
    rounds,
  );
} finally {
  await account.dispose();
  await removeFolder(scratch);
}

/** Lets each way deploy a change of so many functions, in turns, and prints a line for each. */
async function compare(name, changed, ways, times) {
  const runs = new Map(ways.map((way) => [way, []]));
  for (let round = 0; round < times; round++) {
    for (const way of ways) {
      if (changed > 0) way.change(changed);
      runs.get(way).push(await measure(way));
    }
  }
  for (const [way, measured] of runs) {
    const failed = measured.find(({ error }) => error);
    console.log(
      `${name.padEnd(9)}  ${way.name.padEnd(20)}  ${failed ? `stopped: ${failed.error}` : line(measured)}`,
    );
  }
}

async function measure(way) {
  const start = performance.now();
  try {
    const { requests, writes } = await account.during(way.run);
    const bytesSent = requests.reduce((sum, request) => sum + request.bytes, 0);
    return {
      seconds: (performance.now() - start) / 1000,
      calls: requests.length,
      writes: writes.length,
      bytesSent,
    };
  } catch (error) {
    return { error: error.message };
  }
}

function line(measured) {
  const { seconds, calls, writes, bytesSent } = measured.toSorted((a, b) => a.seconds - b.seconds)[
    measured.length >> 1
  ];
  return [
    seconds.toFixed(1).padStart(8),
    String(calls).padStart(6),
    String(writes).padStart(6),
    bytesSent.toLocaleString("en").padStart(14),
  ].join("  ");
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
