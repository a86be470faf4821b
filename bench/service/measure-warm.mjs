import { child } from "./child.mjs";
import { summary } from "./figures.mjs";
import { health } from "./requests.mjs";

/**
 * Microseconds of a warm invocation, by case: `GET /orders/health` of each function, which only needs the frame, and the cases of
 * `pillars/main.ts`. All in one process, in turns of so many invocations; `{wall, cpu}` for each, as median and smallest.
 *
 * @param {ReadonlyMap<string, {bundle: string, env: NodeJS.ProcessEnv}>} functions
 * @param {string} pillars the bundle of the pillars' cases
 * @param {{node: string, rounds: number, invocations: number}} options
 */
export function measureWarm(functions, pillars, { node, rounds, invocations }) {
  const [ferry, { bundle, env }] = functions.entries().next().value;
  const handlers = {
    ...Object.fromEntries([...functions].map(([name, code]) => [name, { bundle: code.bundle }])),
    // The runtime logs each request; neither of the others does.
    [`${ferry} without its log line`]: { bundle, env: { POWERTOOLS_LOG_LEVEL: "WARN" } },
  };
  const work = { handlers, pillars, event: health, rounds, invocations };
  const figures = child("warm.cjs", [JSON.stringify(work)], { node, env });
  return Object.fromEntries(
    Object.entries(figures).map(([name, turns]) => [
      name,
      { wall: summary(turns.map(({ wall }) => wall)), cpu: summary(turns.map(({ cpu }) => cpu)) },
    ]),
  );
}
