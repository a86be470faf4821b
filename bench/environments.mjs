// What a feature environment costs: all three services, next to an overlay with one changed service over a base that has all three.
// Seconds are the deployer's own, calls those of the account's log, which has the request rates of AWS; the floor is the time that
// the calls take at these rates, and the ratio is to that of the full environment.
//
//   node bench/environments.mjs [--rounds 3]
import { parseArgs } from "node:util";
import { Account } from "../e2e/support/account.mjs";
import { Checkout } from "../e2e/support/checkout.mjs";
import { localEnvironments } from "../e2e/support/environments.mjs";
import { successOf } from "../e2e/support/report.mjs";
import { machine } from "./support/machine.mjs";

const { rounds } = parseArgs({ options: { rounds: { type: "string", default: "3" } } }).values;

/** As tools/local/faults/presets.ts has them: requests a second, after so many at once. */
const RATES = [
  { name: /^lambda:GetFunction$/, perSecond: 100, burst: 0 },
  { name: /^lambda:(?!Invoke|DownloadCode|GetPolicy|GetFunction$)/, perSecond: 15, burst: 0 },
  { name: /^cloudformation:(Describe|Get|List|Validate)/, perSecond: 5, burst: 10 },
  { name: /^cloudformation:(?!Describe|Get|List|Validate)/, perSecond: 5, burst: 10 },
];

/** No other service consumes its events, so that it is all that the overlay has. */
const CHANGED = "services/notifications/src/http/routes.ts";

const account = new Account();
const checkout = await Checkout.create({ env: account.env });
try {
  localEnvironments(checkout);
  successOf(await run("deploy", "dev-main"));
  const faults = await checkout.bazelw(["run", "//tools/local", "--", "faults", "aws-rates"]);
  if (faults.code !== 0) throw new Error(faults.text());
  checkout.write(CHANGED, `${checkout.read(CHANGED)}\nObject.assign(globalThis, { changed: true });\n`);
  console.log(machine());
  console.log("                        seconds    calls  writes  floor  ratio");
  const ways = [
    { name: "all services", env: "pr-full", options: [] },
    { name: "overlay of one", env: "pr-over", options: ["--base", "dev-main"] },
  ];
  const measured = new Map();
  for (let round = 0; round < Number(rounds); round++)
    for (const way of ways)
      for (const verb of ["deploy", "deploy again", "destroy"]) {
        const key = `${verb}, ${way.name}`;
        measured.set(key, [...(measured.get(key) ?? []), await measure(verb.split(" ")[0], way)]);
      }
  for (const verb of ["deploy", "deploy again", "destroy"])
    for (const way of ways) print(`${verb}, ${way.name}`, `${verb}, ${ways[0].name}`, measured);
} finally {
  await account.dispose();
  await checkout.dispose();
}

function run(verb, env, options = []) {
  const yes = verb === "destroy" ? ["--yes"] : [];
  return checkout.bazelw(["run", `//:${verb}`, "--", "--json", "--env", env, ...yes, ...options]);
}

async function measure(verb, { env, options }) {
  const { result, requests, writes } = await account.during(() =>
    run(verb, env, verb === "deploy" ? options : []),
  );
  const { durationMs } = successOf(result);
  return {
    seconds: durationMs / 1000,
    calls: requests.length,
    writes: writes.length,
    floor: floor(requests),
  };
}

/** Seconds that the requests take at AWS's rates, if nothing else takes time. */
function floor(requests) {
  const times = RATES.map(({ name, perSecond, burst }) => {
    const count = requests.filter(({ service, operation }) => name.test(`${service}:${operation}`)).length;
    return Math.max(0, count - burst) / perSecond;
  });
  return Math.max(...times);
}

function print(key, full, all) {
  const [one, reference] = [key, full].map((name) => median(all.get(name)));
  const numbers = [
    one.seconds.toFixed(2).padStart(8),
    String(one.calls).padStart(9),
    String(one.writes).padStart(8),
    one.floor.toFixed(2).padStart(7),
    (one.seconds / reference.seconds).toFixed(2).padStart(7),
  ];
  console.log(`${key.padEnd(22)} ${numbers.join("")}`);
}

/** The run with the median time. */
function median(runs) {
  return runs.toSorted((a, b) => a.seconds - b.seconds)[runs.length >> 1];
}
