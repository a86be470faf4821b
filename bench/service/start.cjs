// A function's start in a process of its own, as on Lambda: loads the bundle, then sends the first requests. Writes to file descriptor 3,
// as JSON, wall and processor time of each step in milliseconds, and the peak of resident memory in bytes.
const { readFileSync, writeSync } = require("node:fs");
const { performance } = require("node:perf_hooks");
const { contextOf } = require("./invocation.cjs");

const [bundle, events] = process.argv.slice(2);

/** Result of an action, and the milliseconds that it took. */
async function timed(action) {
  const before = process.cpuUsage();
  const start = performance.now();
  const result = await action();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { result, step: { wall, cpu: (user + system) / 1000 } };
}

async function main() {
  const loaded = await timed(() => require(bundle));
  const steps = [loaded.step];
  for (const event of JSON.parse(events)) {
    const { result, step } = await timed(() => loaded.result.handler(event, contextOf()));
    if (result.statusCode >= 300) throw new Error(`${bundle} answered ${JSON.stringify(result)}`);
    steps.push(step);
  }
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
  // Not to standard output, where the function logs.
  writeSync(3, JSON.stringify({ steps, peak: kilobytes * 1024 }));
  // Connections to the account stay open.
  process.exit();
}

main();
