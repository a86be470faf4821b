import { Session } from "node:inspector/promises";
import { basename } from "node:path";
import { lambdaContext } from "../testing/lambda-context";

/**
 * Loads a bundle and invokes its handler with each of the events, and writes after each step where in the bundle the functions begin
 * that have run since the step before: `node probe.js BUNDLE EVENTS`.
 */
async function main([bundle = "", events = "[]"]: readonly string[]): Promise<void> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  // By its name: the path that V8 knows may be that of what a symbolic link leads to.
  const started = async () => {
    const { result } = await session.post("Profiler.takePreciseCoverage");
    const functions = result
      .filter(({ url }) => url.endsWith(`/${basename(bundle)}`))
      .flatMap((script) => script.functions);
    return functions.flatMap(({ ranges: [range] }) => (range && range.count > 0 ? [range.startOffset] : []));
  };
  const { handler } = require(bundle);
  const steps = [await started()];
  for (const event of JSON.parse(events)) {
    await handler(event, lambdaContext("local-example"));
    steps.push(await started());
  }
  process.stdout.write(`\n@${JSON.stringify(steps)}\n`);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
