import { child } from "./child.mjs";
import { summary } from "./figures.mjs";
import { health, placing } from "./requests.mjs";

/** What a start consists of, in order. */
const STEPS = ["init", "first request", "first order"];

/**
 * Starts each function in new processes, in turns. By function: `{wall, cpu}` of each step in milliseconds, `toAnswer` from the start to
 * the first answer, and `peak` in bytes; each as median and smallest.
 *
 * @param {ReadonlyMap<string, {bundle: string, env: NodeJS.ProcessEnv}>} functions
 * @param {{node: string, rounds: number, profile?: string}} options `profile`: a folder for a CPU profile of one more start of each
 */
export function measureStarts(functions, { node, rounds, profile }) {
  const started = new Map([...functions.keys()].map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, measured] of started) measured.push(start(functions.get(name), round, { node }));
  }
  if (profile) {
    const flags = ["--cpu-prof", "--cpu-prof-interval=100", `--cpu-prof-dir=${profile}`];
    for (const one of functions.values()) start(one, rounds, { node, flags });
  }
  return Object.fromEntries([...started].map(([name, measured]) => [name, summaries(measured)]));
}

function start({ bundle, env }, round, options) {
  const events = [health, placing(`start-${round}`)];
  return child("start.cjs", [bundle, JSON.stringify(events)], { ...options, env });
}

function summaries(measured) {
  const of = (figure) => summary(measured.map(figure));
  const steps = STEPS.map((step, index) => [
    step,
    { wall: of(({ steps }) => steps[index].wall), cpu: of(({ steps }) => steps[index].cpu) },
  ]);
  const sum = (kind) => of(({ steps: [init, first] }) => init[kind] + first[kind]);
  return {
    ...Object.fromEntries(steps),
    toAnswer: { wall: sum("wall"), cpu: sum("cpu") },
    peak: of(({ peak }) => peak),
  };
}
