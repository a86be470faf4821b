import { jest, test } from "@jest/globals";
import fc from "fast-check";
import { campaigns, directedCampaigns, type Step } from "../../testing/campaign/adversity";
import { Campaign } from "../../testing/campaign/campaign";
import { SERVICES } from "../../testing/campaign/environment";
import { Ledger } from "../../testing/campaign/ledger";
import { ProcessWorld } from "../../testing/campaign/process-world";

/**
 * How many campaigns, and where the random ones begin. A failure prints seed and path, which play its campaign again:
 * FERRY_FAULT_SEED=3 FERRY_FAULT_PATH=5. Processes run as they like, so that it may take several times to fail again; those of
 * //tools/simulation, of which there are many more, fail each time.
 */
const RUNS = Number(process.env.FERRY_FAULT_RUNS ?? 4);
const SEED = Number(process.env.FERRY_FAULT_SEED ?? 3);
const PATH = process.env.FERRY_FAULT_PATH;
/** Milliseconds after which no further random campaign begins, unless their number was asked for. */
const PATIENCE = process.env.FERRY_FAULT_RUNS === undefined ? 20_000 : Number.POSITIVE_INFINITY;

jest.setTimeout(24 * 3600 * 1000);

async function run(steps: readonly Step[]): Promise<void> {
  const ledger = new Ledger();
  const world = await ProcessWorld.open(ledger);
  try {
    await Campaign.run(steps, world, ledger);
  } finally {
    await world.close();
  }
}

test.each(directedCampaigns(SERVICES))("a campaign that is always run: %#", run);

test("whatever goes wrong, one clean run converges to the manifest, and nothing was done that must not be", async () => {
  const deadline = performance.now() + PATIENCE;
  await fc.assert(
    fc.asyncProperty(campaigns(SERVICES), async (steps) => {
      if (performance.now() > deadline) return;
      await run(steps);
    }),
    // A smaller example would take as many deploys to find as there were until here.
    { numRuns: RUNS, seed: SEED, endOnFailure: true, ...(PATH === undefined ? {} : { path: PATH }) },
  );
});
