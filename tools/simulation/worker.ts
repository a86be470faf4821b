// Before all else: what is loaded after it sees virtual time.
import "./time";
import { Violation } from "../deploy/testing/campaign/violation";
import { complain } from "../terminal/complain";
import { Output } from "../terminal/output";
import { MUTATIONS } from "./mutations";
import { playSeed, type Show } from "./simulate";
import type { WorkerReport, WorkOrder } from "./work-order";

/** Plays seeds until it has deployed as often as it is to, or one fails, and prints a line of JSON for each. */
async function work({ first, step, deploys, mutation, shrink, trace }: WorkOrder): Promise<void> {
  const output = new Output(process.stdout, process.env);
  const show: Show | undefined = trace ? (line) => output.lines(line) : undefined;
  if (mutation !== undefined) MUTATIONS[mutation]?.apply();
  for (let seed = first, done = 0; done < deploys; seed += step) {
    const played = await playSeed(seed, shrink, show);
    if ("error" in played) {
      const { steps, error } = played;
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      const invariant = error instanceof Violation ? error.invariant : undefined;
      output.json({ seed, failure: { invariant, message, steps } } satisfies WorkerReport);
      return;
    }
    done += played.deploys;
    output.json({ seed, ...played } satisfies WorkerReport);
  }
}

work(JSON.parse(process.argv[2] ?? "") as WorkOrder).then(
  () => process.exit(0),
  (error: unknown) => {
    complain(`${error instanceof Error ? error.stack : String(error)}`);
    process.exit(1);
  },
);
