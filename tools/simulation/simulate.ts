import { createHash } from "node:crypto";
import fc from "fast-check";
import { campaigns, directedCampaigns, type Step } from "../deploy/testing/campaign/adversity";
import { Campaign } from "../deploy/testing/campaign/campaign";
import { SERVICES } from "../deploy/testing/campaign/environment";
import { Ledger } from "../deploy/testing/campaign/ledger";
import { histories, type RemovalStep } from "../deploy/testing/campaign/removal/history";
import { Removals } from "../deploy/testing/campaign/removal/removals";
import type { World } from "../deploy/testing/campaign/world";
import { seedChance } from "./chance";
import { time } from "./time";
import { SimulatedWorld } from "./world";

/** How a campaign went. */
export interface Played {
  /** Runs of deployers under faults. */
  readonly deploys: number;
  /** SHA-256 of when which request was sent, by its method, path and operation, and of the status of each answer. */
  readonly trace: string;
}

/** A step of a campaign of either kind. */
export type AnyStep = Step | RemovalStep;

/** A campaign that failed, in the smallest form that was found. */
export interface Counterexample {
  readonly steps: readonly AnyStep[];
  readonly error: unknown;
}

/** Gets each request and each answer, as a line. */
export type Show = (line: string) => void;

/** Campaigns that are tried to make a counterexample smaller. */
const TRIED = 150;

/** What is played in a world of its own. @returns how many runs there were under faults */
type Play = (world: World, ledger: Ledger) => Promise<number>;

/** The first seeds play the directed campaigns, all others a random one each: every third one lets environments come and go. */
const DIRECTED = directedCampaigns(SERVICES).map(([steps]) => steps);

/**
 * Plays the campaign of a seed, always in the same way.
 * @param shrink whether smaller ones are looked for if it fails, that fail as well
 */
export async function playSeed(seed: number, shrink: boolean, show?: Show): Promise<Played | Counterexample> {
  const deploys =
    (steps: readonly Step[]): Play =>
    (world, ledger) =>
      Campaign.run(steps, world, ledger);
  const steps = DIRECTED[seed];
  if (steps) {
    try {
      return await play(deploys(steps), seed, show);
    } catch (error) {
      return { steps, error };
    }
  }
  if (seed % 3 !== 2) return await playRandom(campaigns(SERVICES), deploys, seed, shrink, show);
  const removals =
    (random: readonly RemovalStep[]): Play =>
    (world, ledger) =>
      Removals.run(random, world, ledger);
  return await playRandom(histories, removals, seed, shrink, show);
}

async function playRandom<Of extends AnyStep>(
  arbitrary: fc.Arbitrary<readonly Of[]>,
  playOf: (steps: readonly Of[]) => Play,
  seed: number,
  shrink: boolean,
  show?: Show,
): Promise<Played | Counterexample> {
  let played: Played | undefined;
  let tried = 0;
  const property = fc.asyncProperty(arbitrary, async (random) => {
    // fast-check ends its search where nothing fails any more.
    if (++tried > TRIED) return;
    played = await play(playOf(random), seed, show);
  });
  const { counterexample, errorInstance } = await fc.check(property, {
    seed,
    numRuns: 1,
    endOnFailure: !shrink,
  });
  if (counterexample) return { steps: counterexample[0], error: errorInstance };
  if (played === undefined) throw new Error(`seed ${seed} played nothing`);
  return played;
}

/** Plays one campaign in an account of its own. @throws Violation */
function play(campaign: Play, seed: number, show?: Show): Promise<Played> {
  seedChance(seed);
  return time.run(inNewWorld(campaign, seed, show));
}

async function inNewWorld(campaign: Play, seed: number, show?: Show): Promise<Played> {
  const hash = createHash("sha256");
  const ledger = new Ledger();
  const world = await SimulatedWorld.open(ledger, seed, (line) => {
    hash.update(`${line}\n`);
    show?.(line);
  });
  try {
    const deploys = await campaign(world, ledger);
    return { deploys, trace: hash.digest("hex") };
  } finally {
    await world.close();
    time.reset();
  }
}
