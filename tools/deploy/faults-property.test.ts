import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, jest, test } from "@jest/globals";
import fc from "fast-check";
import { parseRecord } from "./store/record";
import { type Change, campaigns, type Step } from "./testing/adversity";
import { answering } from "./testing/deployable";
import { Ledger } from "./testing/ledger";
import { type Finished, Scene } from "./testing/scene";
import { Observer } from "./testing/standing";

const SERVICES = ["orders", "billing"];
const ENVIRONMENT = "dev-faults";

/**
 * How many campaigns, and where the random ones begin. A failure prints seed and path, which play its campaign again:
 * FERRY_FAULT_SEED=3 FERRY_FAULT_PATH=5. Processes run as they like, so that it may take several times to fail again.
 */
const RUNS = Number(process.env.FERRY_FAULT_RUNS ?? 8);
const SEED = Number(process.env.FERRY_FAULT_SEED ?? 3);
const PATH = process.env.FERRY_FAULT_PATH;
/** Milliseconds after which no further campaign begins, unless their number was asked for. */
const PATIENCE = process.env.FERRY_FAULT_RUNS === undefined ? 75_000 : Number.POSITIVE_INFINITY;

jest.setTimeout(24 * 3600 * 1000);

test("whatever goes wrong, one clean run converges to the manifest, and nothing was done that must not be", async () => {
  const deadline = performance.now() + PATIENCE;
  await fc.assert(
    fc.asyncProperty(campaigns(SERVICES), async (steps) => {
      if (performance.now() > deadline) return;
      const campaign = await Campaign.begin();
      try {
        for (const step of steps) await campaign.deploy(step);
        await campaign.converge();
      } finally {
        await campaign.end();
      }
    }),
    // A smaller example would take as many deploys to find as there were until here.
    { numRuns: RUNS, seed: SEED, endOnFailure: true, ...(PATH === undefined ? {} : { path: PATH }) },
  );
});

/** What is wanted of a service. */
interface Wanted {
  readonly codeSha256: string;
  readonly sha256: string;
  readonly template: string;
  readonly memory: number;
}

/** One account, deployed to again and again. */
class Campaign {
  readonly #scene: Scene;
  readonly #ledger: Ledger;
  readonly #observer: Observer;
  readonly #wanted = new Map<string, Wanted>();
  /** Digests that some deploy was asked to make live. */
  readonly #asked = new Set<string>();
  #level = "debug";
  /** Whether somebody else wrote to the functions: where they moved an alias, only a look at each function tells. */
  #rivals = false;

  private constructor(scene: Scene, ledger: Ledger) {
    this.#scene = scene;
    this.#ledger = ledger;
    this.#observer = new Observer(scene);
  }

  static async begin(): Promise<Campaign> {
    const ledger = new Ledger();
    return new Campaign(await Scene.create({ witness: ledger }), ledger);
  }

  async end(): Promise<void> {
    this.#observer.close();
    await this.#scene.close();
  }

  /** Builds, deploys with everything that the step has in store, and holds what was done against what may be. */
  async deploy(step: Step): Promise<void> {
    for (const change of step.changes) await this.#build(change);
    this.#level = step.level;
    this.#scene.parameters({ Level: step.level });
    this.#scene.setFaults(step.faults);
    const services = step.changes.map(({ service }) => service);
    const first = this.#start(services);
    if (step.kill !== undefined) {
      this.#ledger.alarm(step.kill.after, step.kill.moment, () => first.child.kill("SIGKILL"));
    }
    const runs = await Promise.all(
      [first, ...(step.twice ? [this.#start(services)] : [])].map(({ finished }) => finished),
    );
    this.#ledger.disarm();
    this.#scene.setFaults(undefined);
    for (const run of runs) expectOrderly(run);
    this.#expectNoOffence();
    const rival = step.faults.faults.some(({ kind }) => kind === "competing-write");
    this.#rivals ||= rival;
    // A run that ends well has done what it says, unless somebody undid it.
    if (!rival && runs.some(({ code }) => code === 0)) {
      for (const service of services) await this.#expectLive(service);
    }
  }

  /** One run without faults: everything stands as the manifests say, another run has nothing to do, and nothing is left over. */
  async converge(): Promise<void> {
    const clean = await this.#start(SERVICES, this.#rivals ? ["--detect-drift"] : []).finished;
    expect([clean.code, clean.code === 0 ? "" : clean.stderr]).toEqual([0, ""]);
    this.#expectNoOffence();
    for (const service of SERVICES) await this.#expectLive(service);
    const again = await this.#start(SERVICES).finished;
    expect(again).toMatchObject({ code: 0, report: { apiCalls: { writes: 0 } } });
    if ((await this.#leftOver()).length > 0) await this.#expectSwept();
    await this.#expectRecord();
  }

  /**
   * A run that has nothing to do asks neither for locks nor for change sets nor for the record, and so passes over what a deploy left that
   * was killed at its very end. Nobody waits for it: the next one that writes takes it away.
   */
  async #expectSwept(): Promise<void> {
    for (const service of SERVICES) {
      await this.#build({ service, code: -1, memory: 512, description: "swept" });
    }
    const run = await this.#start(SERVICES).finished;
    expect(run).toMatchObject({ code: 0, stderr: expect.not.stringContaining("waiting: locked") });
    for (const service of SERVICES) await this.#expectLive(service);
    expect(await this.#leftOver()).toEqual([]);
  }

  /** Locks, change sets that nobody has executed, and marks of unfinished business in the record. */
  async #leftOver(): Promise<string[]> {
    const standing = await Promise.all(SERVICES.map((service) => this.#observer.standing(nameOf(service))));
    const locks = await this.#observer.keys(`environments/${ENVIRONMENT}/locks/`);
    const { services = {} } = (await this.#record()) ?? {};
    const pending = SERVICES.filter((service) => services[service]?.pending);
    return [...locks, ...standing.flatMap(({ changeSets }) => changeSets), ...pending];
  }

  async #build({ service, code, memory, description }: Change): Promise<void> {
    const zip = await this.#scene.build({ ...answering(service, `${service} ${code}`, memory), description });
    const hash = createHash("sha256").update(readFileSync(zip));
    const codeSha256 = hash.copy().digest("base64");
    const template = createHash("sha256")
      .update(readFileSync(join(this.#scene.runfiles, "services", service, "stack.template.json")))
      .digest("hex");
    this.#wanted.set(service, { codeSha256, sha256: hash.digest("hex"), template, memory });
    this.#asked.add(codeSha256);
  }

  #start(services: string[], options: readonly string[] = []) {
    return this.#scene.start("deploy", ["--json", "--env", ENVIRONMENT, ...options], services);
  }

  async #expectLive(service: string): Promise<void> {
    const { codeSha256, template, memory } = this.#want(service);
    const standing = await this.#observer.standing(nameOf(service));
    expect({ service, ...standing }).toMatchObject({
      service,
      stack: { settled: true, template },
      live: { codeSha256, memory, level: this.#level },
    });
  }

  /** The record is what stands there. */
  async #expectRecord(): Promise<void> {
    const record = await this.#record();
    for (const service of SERVICES) {
      const { live, aliasRevision } = await this.#observer.standing(nameOf(service));
      const { sha256, template } = this.#want(service);
      const recorded = record?.services[service];
      expect(recorded).toMatchObject({
        template,
        functions: { [service]: { version: live.version, sha256 } },
      });
      // A version may be live already when a run comes to it, which then does not learn the revision.
      const revision = recorded?.functions[service]?.aliasRevision;
      if (!this.#rivals && revision !== undefined) expect(revision).toBe(aliasRevision);
    }
  }

  async #record(): Promise<ReturnType<typeof parseRecord>> {
    return parseRecord(await this.#observer.text(`environments/${ENVIRONMENT}/record.json`));
  }

  /** No alias was moved to code that no deploy was asked for, and no bytes were sent to where they were. */
  #expectNoOffence(): void {
    expect(this.#ledger.offences).toEqual([]);
    expect(this.#ledger.moves.filter(({ codeSha256 = "" }) => !this.#asked.has(codeSha256))).toEqual([]);
  }

  #want(service: string): Wanted {
    const wanted = this.#wanted.get(service);
    if (wanted === undefined) throw new Error(`${service} was never built`);
    return wanted;
  }
}

function nameOf(service: string): string {
  return `${ENVIRONMENT}-${service}`;
}

/** It was killed, or it ended by itself and says what happened. */
function expectOrderly({ code, signal, report, stderr }: Finished): void {
  if (signal === "SIGKILL") return;
  expect({ code, signal, stderr }).toEqual({
    code: expect.any(Number),
    signal: null,
    stderr: expect.any(String),
  });
  expect(report).toBeDefined();
  if (code === 0) expect(report.error).toBeUndefined();
  else expect({ code: report.error?.code, stderr }).not.toMatchObject({ code: "Internal" });
}
