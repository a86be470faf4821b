// Microseconds of a warm invocation, for handlers of several bundles in one process, in turns. Writes to file descriptor 3, as JSON, one
// figure for each turn of each case.
const { writeSync } = require("node:fs");
const { performance } = require("node:perf_hooks");
const { contextOf } = require("./invocation.cjs");

const { handlers, pillars, event, rounds, invocations } = JSON.parse(process.argv[2]);

const context = contextOf();
const cases = Object.entries({
  ...Object.fromEntries(
    Object.entries(handlers).map(([name, bundle]) => {
      const { handler } = require(bundle);
      return [name, () => handler(event, context)];
    }),
  ),
  ...require(pillars).cases,
});

async function turn(run) {
  const start = performance.now();
  for (let count = 0; count < invocations; count++) await run();
  return ((performance.now() - start) * 1000) / invocations;
}

async function main() {
  const figures = Object.fromEntries(cases.map(([name]) => [name, []]));
  // The first round is for the compiler.
  for (let round = 0; round <= rounds; round++) {
    for (const [name, run] of cases) {
      const figure = await turn(run);
      if (round > 0) figures[name].push(figure);
    }
  }
  writeSync(3, JSON.stringify(figures));
  process.exit();
}

main();
