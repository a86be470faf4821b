// What a deploy costs beyond Bazel, on a warm server: a no-op deploy as a ratio to `bazel run` of a program that does nothing
// (aim: at most 2, better 1.5), and the seconds from one changed line to live code (aim: at most 4). And what the local account
// takes while nothing happens (aim: under 120 MB).
//
//   node bench/deploy.mjs
//
// It works on a copy of this checkout, with an output base and a local account of its own.
import { readFileSync } from "node:fs";
import { Account } from "../e2e/support/account.mjs";
import { Checkout } from "../e2e/support/checkout.mjs";
import { assertUnchanged, successOf } from "../e2e/support/report.mjs";

const ROUNDS = 11;
const SOURCE = "services/orders/src/http/routes.ts";

const account = new Account();
const checkout = await Checkout.create({ env: account.env });

/** Seconds that a command takes, and how it ended. */
async function time(args) {
  const start = performance.now();
  const ended = await checkout.bazelw(args);
  const seconds = (performance.now() - start) / 1000;
  if (ended.code !== 0) throw new Error(ended.text());
  return { seconds, ended };
}

const empty = () => time(["run", "//bench/empty"]);
const deploy = () => time(["run", "//services/orders:deploy", "--", "--json"]);

/** Resident memory of a process, in bytes. */
const residentBytes = (pid) =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) * 1024;

/** "median (fastest)" of seconds. */
function summary(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], fastest: sorted[0] };
}
const show = ({ median, fastest }) => `${median.toFixed(2)} s  (fastest ${fastest.toFixed(2)} s)`;

try {
  await empty();
  await deploy();
  assertUnchanged(successOf((await deploy()).ended));
  const idle = residentBytes(account.running.pid);

  // In turns: what else the machine does slows both alike.
  const [empties, noops] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    empties.push((await empty()).seconds);
    noops.push((await deploy()).seconds);
  }
  const [baseline, noop] = [summary(empties), summary(noops)];
  console.log(`bazel run of an empty program  ${show(baseline)}`);
  console.log(`no-op deploy                   ${show(noop)}`);
  console.log(
    `ratio                          ${(noop.median / baseline.median).toFixed(2)}  (aim: at most 2, better 1.5)`,
  );

  const original = checkout.read(SOURCE);
  const changes = [];
  for (let round = 0; round < 5; round++) {
    checkout.write(SOURCE, original.replace('status: "ok"', `status: "ok ${round}"`));
    const { seconds, ended } = await deploy();
    const [{ functions }] = successOf(ended).services;
    if (functions[0].reason !== "code") throw new Error(`the change was not deployed:\n${ended.text()}`);
    changes.push(seconds);
  }
  const change = summary(changes);
  console.log(`one changed line to live code  ${show(change)}  (aim: at most 4 s)`);
  console.log(
    `                               ${(change.median / baseline.median).toFixed(2)} times the empty program`,
  );
  console.log(`idle local account             ${(idle / 1e6).toFixed(0)} MB resident  (aim: under 120 MB)`);
} finally {
  await account.dispose();
  await checkout.dispose();
}
