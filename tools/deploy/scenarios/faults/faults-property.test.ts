import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, jest, test } from "@jest/globals";
import fc from "fast-check";
import { parseRecord } from "../../bucket/record/record";
import { type Change, campaigns, directedCampaigns, type Step } from "../../testing/faults/adversity";
import { Ledger } from "../../testing/faults/ledger";
import { DataKeeper, GUARDED_TABLES } from "../../testing/scene/data-keeper";
import { answering, IMPOSSIBLE, type ServiceVersion } from "../../testing/scene/deployable";
import type { Finished, Started } from "../../testing/scene/finished";
import { Observer } from "../../testing/scene/observer";
import { Scene } from "../../testing/scene/scene";

const SERVICES = ["orders", "billing"];
const ENVIRONMENT = "dev-faults";

/**
 * How many campaigns, and where the random ones begin. A failure prints seed and path, which play its campaign again:
 * FERRY_FAULT_SEED=3 FERRY_FAULT_PATH=5. Processes run as they like, so that it may take several times to fail again.
 */
const RUNS = Number(process.env.FERRY_FAULT_RUNS ?? 8);
const SEED = Number(process.env.FERRY_FAULT_SEED ?? 3);
const PATH = process.env.FERRY_FAULT_PATH;
/** Milliseconds after which no further random campaign begins, unless their number was asked for. */
const PATIENCE = process.env.FERRY_FAULT_RUNS === undefined ? 45_000 : Number.POSITIVE_INFINITY;

/** What a run may end with, when others and faults are in its way. All else would be wrong, or wrong advice. */
const EXCUSES = new Set([
  "AwsFailed",
  "ClockSkew",
  "Contended",
  "CredentialsExpired",
  "DependencyFailed",
  "EndpointUnreachable",
  "LockLost",
  "ServicesFailed",
  "StackFailed",
]);
/** Further ones of a deletion, and of what comes after one that has failed half way. */
const OF_DELETIONS = new Set(["DataLoss", "StackStuck"]);

jest.setTimeout(24 * 3600 * 1000);

async function run(steps: readonly Step[]): Promise<void> {
  const campaign = await Campaign.begin(steps.some(({ destroy }) => destroy));
  try {
    for (const step of steps) await (step.destroy ? campaign.destroy(step) : campaign.deploy(step));
    await campaign.converge();
  } finally {
    await campaign.end();
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

/** What is wanted of a service. */
interface Wanted {
  readonly codeSha256: string;
  readonly sha256: string;
  readonly template: string;
  readonly memory: number;
  readonly alias: string;
}

/** One account, deployed to again and again. */
class Campaign {
  readonly #scene: Scene;
  readonly #ledger: Ledger;
  readonly #observer: Observer;
  readonly #wanted = new Map<string, Wanted>();
  /** By service, what was built last. */
  readonly #last = new Map<string, Change>();
  /** Digests that some deploy was asked to make live. */
  readonly #asked = new Set<string>();
  /** Services whose code was seen live: nothing but a deletion takes it back to the placeholder. */
  readonly #served = new Set<string>();
  /** The tables of `orders`, where the campaign has deletions that have to fail. */
  readonly #data: DataKeeper | undefined;
  #level = "debug";
  #protected = false;
  /** Whether a deletion of `orders` has failed half way. */
  #half = false;
  /** Whether another client wrote to the functions: that it moved an alias shows only in each function. */
  #rivals = false;

  private constructor(scene: Scene, ledger: Ledger, keepsData: boolean) {
    this.#scene = scene;
    this.#ledger = ledger;
    this.#observer = new Observer(scene);
    this.#data = keepsData ? new DataKeeper(scene, ENVIRONMENT) : undefined;
  }

  static async begin(keepsData: boolean): Promise<Campaign> {
    const ledger = new Ledger();
    return new Campaign(await Scene.create({ witness: ledger }), ledger, keepsData);
  }

  async end(): Promise<void> {
    await this.#scene.close();
  }

  /** Builds, deploys with everything that the step has in store, and holds what was done against what may be. */
  async deploy(step: Step): Promise<void> {
    for (const change of step.changes) await this.#build(change);
    this.#level = step.level;
    const services = step.changes.map(({ service }) => service);
    const start = () => this.#start(services);
    const others = {
      true: [start],
      false: [],
      "while creating": [() => this.#ledger.asked("cloudformation:ExecuteChangeSet").then(start)],
    }[`${step.twice}`];
    const { runs, rival } = await this.#meet(step, start, others);
    // A run that ends well has done what it says, unless a rival undid it.
    if (!rival && runs.some(({ code }) => code === 0)) {
      for (const service of services) await this.#expectLive(service);
    }
  }

  /** Destroys `orders`, of which one table refuses to be deleted, and another holds data. */
  async destroy(step: Step): Promise<void> {
    await this.#meet(step, () => this.#startDestroy());
  }

  /** Starts runs under the faults of a step, and holds what they did and said against what may be. */
  async #meet(
    step: Step,
    start: () => Started,
    others: readonly (() => Started | Promise<Started>)[] = [],
  ): Promise<{ readonly runs: readonly Finished[]; readonly rival: boolean }> {
    this.#settings(step.level, step.protected);
    this.#scene.setFaults(step.faults);
    const first = start();
    if (step.kill !== undefined) {
      this.#ledger.alarm(step.kill.after, step.kill.moment, () => first.child.kill("SIGKILL"));
    }
    const runs = await Promise.all(
      [first, ...others.map((other) => other())].map(async (started) => (await started).finished),
    );
    this.#ledger.disarm();
    this.#scene.setFaults(undefined);
    const rival = step.faults.faults.some(({ kind }) => kind === "competing-write");
    this.#rivals ||= rival;
    await this.#expectNothingUndone();
    for (const run of runs) this.#expectOrderly(run);
    const [only, ...more] = runs;
    if (only && more.length === 0 && !rival) await this.#expectTruth(only);
    this.#expectNoOffence();
    return { runs, rival };
  }

  #settings(level: string, guarded: boolean): void {
    this.#level = level;
    this.#protected = guarded;
    this.#scene.parameters({ Level: level }, { protected: guarded });
  }

  /** One run without faults: everything stands as the manifests say, another run has nothing to do, and nothing is left over. */
  async converge(): Promise<void> {
    for (const change of this.#last.values())
      if (change.impossible) await this.#build({ ...change, impossible: false });
    if (this.#half) await this.#finishDeletion();
    const clean = await this.#start(SERVICES, this.#rivals ? ["--detect-drift"] : []).finished;
    expect([clean.code, clean.code === 0 ? "" : clean.stderr]).toEqual([0, ""]);
    this.#expectNoOffence();
    for (const service of SERVICES) await this.#expectLive(service);
    const again = await this.#start(SERVICES).finished;
    expect(again).toMatchObject({ code: 0, report: { apiCalls: { writes: 0 } } });
    if ((await this.#leftOver()).length > 0) await this.#expectSwept();
    await this.#expectRecord();
  }

  /** What is left of a deletion is deleted only with the flag, and nothing of it is lost before. */
  async #finishDeletion(): Promise<void> {
    // A destroy that was killed may have left the stack of a protected environment without protection, and the other way round.
    const guarded = this.#protected || (await this.#observer.glance(nameOf("orders"))).protected;
    const refused = await this.#start(["orders"]).finished;
    expect([refused.code, refused.report.error?.code]).toEqual([1, guarded ? "StackStuck" : "DataLoss"]);
    await this.#data?.expectKept();
    await this.#data?.letGo();
    this.#settings(this.#level, guarded);
    const finished = guarded ? this.#startDestroy() : this.#start(["orders"], ["--allow-data-loss"]);
    expect(await finished.finished).toMatchObject({ code: 0 });
    this.#served.delete("orders");
    this.#half = false;
  }

  /**
   * A run that has nothing to do asks neither for locks nor for change sets nor for the record, and so passes over what a deploy left that
   * was killed at its very end. Nobody waits for it: the next one that writes takes it away.
   */
  async #expectSwept(): Promise<void> {
    for (const service of SERVICES) {
      await this.#build({
        service,
        code: -1,
        memory: 512,
        description: "swept",
        alias: "",
        impossible: false,
      });
    }
    const run = await this.#start(SERVICES).finished;
    expect(run).toMatchObject({ code: 0, stderr: expect.not.stringContaining("waiting: locked") });
    for (const service of SERVICES) await this.#expectLive(service);
    expect(await this.#leftOver()).toEqual([]);
  }

  /** Locks, change sets that were not executed, and marks of unfinished business in the record. */
  async #leftOver(): Promise<string[]> {
    const standing = await Promise.all(SERVICES.map((service) => this.#observer.standing(nameOf(service))));
    const locks = await this.#observer.keys(`environments/${ENVIRONMENT}/locks/`);
    const { services = {} } = (await this.#record()) ?? {};
    const pending = SERVICES.filter((service) => services[service]?.pending);
    return [...locks, ...standing.flatMap(({ changeSets }) => changeSets), ...pending];
  }

  async #build(change: Change): Promise<void> {
    const { service, code, memory, description, alias, impossible } = change;
    this.#last.set(service, change);
    const version: ServiceVersion = {
      ...answering(service, `${service} ${code}`, memory),
      description,
      ...(alias === "" ? {} : { alias: { Description: alias } }),
      resources: {
        ...(service === "orders" && this.#data && GUARDED_TABLES),
        ...(impossible && IMPOSSIBLE),
      },
    };
    const zip = await this.#scene.build(version);
    const hash = createHash("sha256").update(readFileSync(zip));
    const codeSha256 = hash.copy().digest("base64");
    const template = createHash("sha256")
      .update(readFileSync(join(this.#scene.runfiles, "services", service, "stack.template.json")))
      .digest("hex");
    this.#wanted.set(service, { codeSha256, sha256: hash.digest("hex"), template, memory, alias });
    this.#asked.add(codeSha256);
  }

  #start(services: string[], options: readonly string[] = []) {
    return this.#scene.start("deploy", ["--json", "--env", ENVIRONMENT, "--yes", ...options], services);
  }

  #startDestroy() {
    return this.#scene.start("destroy", ["--json", "--env", ENVIRONMENT, "--yes", "--confirm", ENVIRONMENT]);
  }

  async #expectLive(service: string): Promise<void> {
    const { codeSha256, template, memory, alias } = this.#want(service);
    const standing = await this.#observer.standing(nameOf(service));
    const glance = await this.#observer.glance(nameOf(service));
    if (this.#protected) expect(glance).toMatchObject({ protected: true });
    // An alias that a rival brought to where it belongs was not described by a deploy.
    if (!this.#rivals) expect({ service, ...glance }).toMatchObject({ description: alias });
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

  /** What served goes on serving, and data are where they were, whatever a run met. */
  async #expectNothingUndone(): Promise<void> {
    for (const service of SERVICES) {
      const { status, live } = await this.#observer.glance(nameOf(service));
      if (service === "orders" && status === "DELETE_FAILED") this.#half = true;
      else if (this.#served.has(service) && !this.#rivals)
        expect({ service, asked: live && this.#asked.has(live.codeSha256) }).toEqual({
          service,
          asked: true,
        });
      if (live && this.#asked.has(live.codeSha256)) this.#served.add(service);
      else this.#served.delete(service);
    }
    await this.#data?.expectKept();
  }

  /** What a run says to be live is, after failures as well. */
  async #expectTruth({ signal, stderr }: Finished): Promise<void> {
    if (signal === "SIGKILL") return;
    for (const [, name = "", said = ""] of stderr.matchAll(
      /live now: (\S+) (version \d+|has no live version)/g,
    )) {
      const { status, live } = await this.#observer.glance(name);
      if (said.startsWith("version"))
        expect({ name, said }).toEqual({ name, said: `version ${live?.version}` });
      else if (status === "DELETE_FAILED") expect({ name, live }).toEqual({ name, live: undefined });
    }
  }

  /** It was killed, or it ended by itself and says what happened, and nothing that would lead astray. */
  #expectOrderly({ code, signal, report, stderr }: Finished): void {
    if (signal === "SIGKILL") return;
    expect({ code, signal, stderr }).toEqual({
      code: expect.any(Number),
      signal: null,
      stderr: expect.any(String),
    });
    expect(report).toBeDefined();
    const { error } = report;
    if (code === 0) expect(error).toBeUndefined();
    else {
      const codes = [error?.code, ...(error?.services ?? []).map((one) => one.code)];
      const excused = (name = ""): boolean =>
        EXCUSES.has(name) || ((this.#half || report.command === "destroy") && OF_DELETIONS.has(name));
      expect({ codes: codes.filter((name) => !excused(name)), stderr }).toEqual({ codes: [], stderr });
    }
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
