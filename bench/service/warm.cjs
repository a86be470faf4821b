// Microseconds of a warm invocation, for handlers of several bundles in one process, in turns. Writes to file descriptor 3, as JSON, wall
// and processor time of each turn of each case.
const { writeSync } = require("node:fs");
const { performance } = require("node:perf_hooks");
const { contextOf } = require("./invocation.cjs");

const WARM_UP_ROUNDS = 4;

const { handlers, pillars, event, rounds, invocations } = JSON.parse(process.argv[2]);

/** A call of a function as by Lambda; its code is evaluated with these environment variables. */
function invoking({ bundle, env = {} }) {
  Object.assign(process.env, env);
  const { handler } = require(bundle);
  delete require.cache[require.resolve(bundle)];
  for (const name of Object.keys(env)) delete process.env[name];
  return async () => {
    const { statusCode, body } = await handler(event, contextOf());
    if (statusCode !== 200) throw new Error(`${bundle} answered ${statusCode} ${body}`);
  };
}

const cases = Object.entries({
  ...Object.fromEntries(Object.entries(handlers).map(([name, code]) => [name, invoking(code)])),
  ...require(pillars).cases,
});

async function turn(run) {
  const before = process.cpuUsage();
  const start = performance.now();
  for (let count = 0; count < invocations; count++) await run();
  const wall = (performance.now() - start) * 1000;
  const { user, system } = process.cpuUsage(before);
  return { wall: wall / invocations, cpu: (user + system) / invocations };
}

async function main() {
  const figures = Object.fromEntries(cases.map(([name]) => [name, []]));
  // The first rounds warm up the compiler.
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (const [name, run] of cases) {
      const figure = await turn(run);
      if (round >= 0) figures[name].push(figure);
    }
  }
  writeSync(3, JSON.stringify(figures));
  process.exit();
}

main();
