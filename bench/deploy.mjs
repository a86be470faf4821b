// What a deploy costs beyond Bazel, on a warm server: a no-op deploy as a ratio to `bazel run` of a program that does nothing
// (aim: at most 2, better 1.5), the seconds from one changed line to live code (aim: at most 4), and the memory of the idle local
// account (aim: under 120 MB).
//
//   node bench/deploy.mjs
//   node bench/deploy.mjs --against COMMIT     # next to an older commit, in turns
//
// It works on copies of this checkout, each with an output base and a local account of its own.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Account } from "../e2e/support/account.mjs";
import { Checkout } from "../e2e/support/checkout.mjs";
import { assertUnchanged, successOf } from "../e2e/support/report.mjs";

const ROUNDS = 11;
const CHANGES = 5;
const SOURCE = "services/orders/src/http/routes.ts";

/** A checkout that is measured. */
class Subject {
  empties = [];
  noops = [];
  changes = [];

  static async create(commit) {
    const subject = new Subject();
    subject.name = commit ?? "now";
    subject.account = new Account();
    subject.checkout = await Checkout.create({ env: subject.account.env, commit });
    return subject;
  }

  /** Builds everything, and deploys until nothing is left to do. */
  async warmUp() {
    await this.#empty();
    await this.#deploy();
    assertUnchanged(successOf((await this.#deploy()).ended));
    this.idle = residentBytes(this.account.running.pid);
    this.original = this.checkout.read(SOURCE);
  }

  async unchanged() {
    this.empties.push((await this.#empty()).seconds);
    this.noops.push((await this.#deploy()).seconds);
  }

  async changed(round) {
    this.checkout.write(SOURCE, this.original.replace('status: "ok"', `status: "ok ${round}"`));
    const { seconds, ended } = await this.#deploy();
    const [{ functions }] = successOf(ended).services;
    if (functions[0].reason !== "code") throw new Error(`the change was not deployed:\n${ended.text()}`);
    this.changes.push(seconds);
  }

  print() {
    const [baseline, noop, change] = [this.empties, this.noops, this.changes].map(summary);
    const ratio = (one) => (one.median / baseline.median).toFixed(2);
    console.log(`${this.name}:`);
    console.log(`bazel run of an empty program  ${show(baseline)}`);
    console.log(`no-op deploy                   ${show(noop)}`);
    console.log(`ratio                          ${ratio(noop)}  (aim: at most 2, better 1.5)`);
    console.log(`one changed line to live code  ${show(change)}  (aim: at most 4 s)`);
    console.log(`                               ${ratio(change)} times the empty program`);
    console.log(
      `idle local account             ${(this.idle / 1e6).toFixed(0)} MB resident  (aim: under 120 MB)`,
    );
  }

  async dispose() {
    await this.account.dispose();
    await this.checkout.dispose();
  }

  #empty() {
    return this.#time(["run", "//bench/empty"]);
  }

  #deploy() {
    return this.#time(["run", "//services/orders:deploy", "--", "--json"]);
  }

  /** Seconds that a command takes, and its result. */
  async #time(args) {
    const start = performance.now();
    const ended = await this.checkout.bazelw(args);
    const seconds = (performance.now() - start) / 1000;
    if (ended.code !== 0) throw new Error(ended.text());
    return { seconds, ended };
  }
}

/** Resident memory of a process, in bytes. */
function residentBytes(pid) {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) * 1024;
}

function summary(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], fastest: sorted[0] };
}

function show({ median, fastest }) {
  return `${median.toFixed(2)} s  (fastest ${fastest.toFixed(2)} s)`;
}

const { against } = parseArgs({ options: { against: { type: "string" } } }).values;
const subjects = [];
try {
  for (const commit of against === undefined ? [undefined] : [against, undefined])
    subjects.push(await Subject.create(commit));
  for (const subject of subjects) await subject.warmUp();
  // In turns: other work of the machine slows all of them equally.
  for (let round = 0; round < ROUNDS; round++) for (const subject of subjects) await subject.unchanged();
  for (let round = 0; round < CHANGES; round++) for (const subject of subjects) await subject.changed(round);
  for (const subject of subjects) subject.print();
} finally {
  for (const subject of subjects) await subject.dispose();
}
