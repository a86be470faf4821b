// What the platform costs a service: `orders` next to the same endpoints on hono alone and on Express, all three with the same domain,
// table, schemas and events, so that only the frame differs. Size and contents of the bundle; time from `require` to the first answers
// in a new process; and the microseconds of a warm invocation, by pillar of observability.
//
//   node bench/service.mjs [--rounds 21] [--invocations 2000] [--json] [--profile DIR]
//
// Express is installed from the npm registry into a folder for temporary files. Before the measurement, all three have to give the same
// answers to the same requests. Their logs go to /dev/null. `--json` prints one JSON object instead of tables; `--profile`
// writes a CPU profile of one start of each.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { removeFolder, scratchFolder } from "../e2e/support/scratch.mjs";
import { buildBundles } from "./service/bundles.mjs";
import { installExpress } from "./service/install.mjs";
import { measureStarts } from "./service/measure-starts.mjs";
import { measureWarm } from "./service/measure-warm.mjs";
import { printReport } from "./service/report.mjs";
import { assertSameAnswers } from "./service/same-answers.mjs";
import { makeTable } from "./service/table.mjs";
import { startAccount } from "./support/account.mjs";
import { machine } from "./support/machine.mjs";
import { programs } from "./support/programs.mjs";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "21" },
    invocations: { type: "string", default: "2000" },
    json: { type: "boolean", default: false },
    profile: { type: "string" },
  },
});
const [rounds, invocations] = [values.rounds, values.invocations].map(Number);

const scratch = scratchFolder();
const { node, local } = await programs();
const account = await startAccount({ node, local });
try {
  const modules = await installExpress(folder("modules"));
  const { frames: bundles, pillars } = await buildBundles({ node, modules, folder: folder("bundles") });
  const functions = new Map();
  for (const [name, bundle] of Object.entries(bundles)) {
    const table = `bench-${functions.size}`;
    await makeTable(account, table);
    functions.set(name, functionOf(bundle.javascript, table));
  }
  const asked = assertSameAnswers(functions, { node });
  const starts = measureStarts(functions, { node, rounds, profile: values.profile });
  const warm = measureWarm(functions, pillars, { node, rounds, invocations });
  for (const bundle of Object.values(bundles)) delete bundle.javascript;
  const report = { version: 1, machine: machine(), node: versionOf(node), asked, rounds, invocations };
  printReport({ ...report, bundles, starts, warm }, values);
} finally {
  await account.dispose();
  await removeFolder(scratch);
}

/** A function as Lambda runs it: `{bundle, env}`, with the code unpacked and its build id. */
function functionOf(javascript, table) {
  const root = folder(table);
  const bundle = join(root, "index.js");
  copyFileSync(javascript, bundle);
  writeFileSync(join(root, "build-id"), createHash("sha256").update(readFileSync(bundle)).digest("hex"));
  const env = {
    ...account.toolEnv,
    AWS_LAMBDA_FUNCTION_NAME: "bench-orders",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    FERRY_ENVIRONMENT: "bench",
    FERRY_SERVICE: "orders",
    LAMBDA_TASK_ROOT: root,
    POWERTOOLS_METRICS_NAMESPACE: "ferry/bench",
    POWERTOOLS_SERVICE_NAME: "orders",
    TABLE_NAME: table,
  };
  return { bundle, env };
}

function versionOf(program) {
  return execFileSync(program, ["--version"], { encoding: "utf8" }).trim();
}

function folder(name) {
  const path = join(scratch, name);
  mkdirSync(path);
  return path;
}
