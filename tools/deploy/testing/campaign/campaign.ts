import { toBase64 } from "../../model/digest";
import { DataKeeper, GUARDED_TABLES } from "../scene/data-keeper";
import { answering, IMPOSSIBLE, type ServiceVersion } from "../scene/deployable";
import { Observer } from "../scene/observer";
import type { Change, Step } from "./adversity";
import { ENVIRONMENT, nameOf, SERVICES } from "./environment";
import type { Ledger } from "./ledger";
import { Memory } from "./memory";
import { AccountInvariants } from "./of-account";
import { orderly, truthful } from "./of-run";
import { hold } from "./violation";
import type { Ended, RunningDeployer, RunOptions, World } from "./world";

/** Deploys to one account, again and again, as its steps say, and holds what comes of it against the invariants. */
export class Campaign {
  readonly #world: World;
  readonly #ledger: Ledger;
  readonly #observer: Observer;
  readonly #memory = new Memory();
  /** The tables of `orders`, where the campaign has deletions that have to fail. */
  readonly #data: DataKeeper | undefined;
  readonly #account: AccountInvariants;

  /** @param ledger the account's witness */
  private constructor(world: World, ledger: Ledger, keepsData: boolean) {
    this.#world = world;
    this.#ledger = ledger;
    this.#observer = new Observer(world);
    this.#data = keepsData ? new DataKeeper(world, ENVIRONMENT) : undefined;
    this.#account = new AccountInvariants(this.#observer, ledger, this.#memory, this.#data);
  }

  /**
   * Takes all steps, and then converges.
   * @returns how many runs there were under the steps' faults
   * @throws Violation
   */
  static async run(steps: readonly Step[], world: World, ledger: Ledger): Promise<number> {
    const campaign = new Campaign(
      world,
      ledger,
      steps.some(({ destroy }) => destroy),
    );
    let runs = 0;
    for (const step of steps) runs += await (step.destroy ? campaign.#destroy(step) : campaign.#deploy(step));
    await campaign.#converge();
    return runs;
  }

  /** Builds and deploys with everything that the step has in store. */
  async #deploy(step: Step): Promise<number> {
    for (const change of step.changes) await this.#build(change);
    const services = step.changes.map(({ service }) => service);
    const start = () => this.#start({ verb: "deploy", services });
    const others = {
      true: [start],
      false: [],
      "while creating": [() => this.#ledger.asked("cloudformation:ExecuteChangeSet").then(start)],
    }[`${step.twice}`];
    const { runs, rival } = await this.#meet(step, start, others);
    // A run that ends well has done what it says, unless a rival undid it.
    if (!rival && runs.some(({ code }) => code === 0)) {
      for (const service of services) await this.#account.live(service);
    }
    return runs.length;
  }

  /** Destroys `orders`, of which one table refuses to be deleted, and another holds data. */
  async #destroy(step: Step): Promise<number> {
    const { runs } = await this.#meet(step, () => this.#start({ verb: "destroy", services: ["orders"] }));
    return runs.length;
  }

  /** Starts runs under the faults of a step, and holds what they did and said against what may be. */
  async #meet(
    step: Step,
    start: () => RunningDeployer,
    others: readonly (() => RunningDeployer | Promise<RunningDeployer>)[] = [],
  ): Promise<{ readonly runs: readonly Ended[]; readonly rival: boolean }> {
    this.#settings(step.level, step.protected);
    this.#world.setFaults(step.faults);
    const first = start();
    if (step.kill !== undefined) this.#ledger.alarm(step.kill.after, step.kill.moment, () => first.kill());
    const runs = await Promise.all(
      [first, ...others.map((other) => other())].map(async (started) => (await started).ended),
    );
    this.#ledger.disarm();
    this.#memory.killed ||= runs.some(({ killed }) => killed);
    this.#world.setFaults(undefined);
    const rival = step.faults.faults.some(({ kind }) => kind === "competing-write");
    this.#memory.rivals ||= rival;
    await this.#account.nothingUndone();
    for (const run of runs) orderly(run, this.#memory);
    const [only, ...more] = runs;
    if (only && more.length === 0 && !rival) await truthful(only, this.#observer);
    this.#account.noOffence();
    return { runs, rival };
  }

  #settings(level: string, guarded: boolean): void {
    this.#memory.level = level;
    this.#memory.protected = guarded;
    this.#world.parameters({ Level: level }, { protected: guarded });
  }

  /** One run without faults: everything stands as the manifests say, another run has nothing to do, and nothing is left over. */
  async #converge(): Promise<void> {
    for (const change of this.#memory.last.values())
      if (change.impossible) await this.#build({ ...change, impossible: false });
    if (this.#memory.half) await this.#finishDeletion();
    await this.#clean({ detectDrift: this.#memory.rivals });
    this.#account.noOffence();
    for (const service of SERVICES) await this.#account.live(service);
    const { report } = await this.#clean();
    hold("idle", "writes of a second run", report?.apiCalls.writes, 0);
    if ((await this.#account.leftOver()).length > 0) await this.#sweep();
    await this.#account.record();
  }

  /** A run of both services that nothing is in the way of. */
  async #clean(options: Pick<RunOptions, "detectDrift"> = {}): Promise<Ended> {
    const run = await this.#start({ verb: "deploy", services: SERVICES, ...options }).ended;
    hold("advice", `a run without faults succeeds\n${run.text}`, run.code, 0);
    await truthful(run, this.#observer);
    return run;
  }

  /** What is left of a deletion is deleted only with the flag, and nothing of it is lost before. */
  async #finishDeletion(): Promise<void> {
    const services = ["orders"];
    // A destroy that was killed may have left the stack of a protected environment without protection, and the other way round.
    const guarded = this.#memory.protected || (await this.#observer.glance(nameOf("orders"))).protected;
    const refused = await this.#start({ verb: "deploy", services }).ended;
    hold(
      "data",
      `a deploy over what is left of a deletion\n${refused.text}`,
      [refused.code, refused.report?.error?.code],
      [1, guarded ? "StackStuck" : "DataLoss"],
    );
    await this.#account.dataKept();
    await this.#data?.letGo();
    this.#settings(this.#memory.level, guarded);
    const { code, text } = await this.#start(
      guarded ? { verb: "destroy", services } : { verb: "deploy", services, allowDataLoss: true },
    ).ended;
    hold("advice", `what the refusal advises\n${text}`, code, 0);
    this.#memory.served.delete("orders");
    this.#memory.half = false;
  }

  /**
   * A run that has nothing to do asks neither for locks nor for change sets nor for the record, and so passes over what a deploy left that
   * was killed at its very end. It holds up no other: the next one that writes takes it away.
   */
  async #sweep(): Promise<void> {
    for (const service of SERVICES) {
      await this.#build({
        service,
        code: -1,
        memory: 512,
        description: "swept",
        alias: "",
        firstCode: true,
        impossible: false,
      });
    }
    const { text } = await this.#clean();
    if (this.#world.seesKilled)
      hold("lock", `no other deploy is waited for\n${text}`, text.includes("waiting: locked"), false);
    for (const service of SERVICES) await this.#account.live(service);
    hold("lock", "left over after a deploy", await this.#account.leftOver(), []);
  }

  async #build(change: Change): Promise<void> {
    const { service, code, memory, description, alias, firstCode, impossible } = change;
    this.#memory.last.set(service, change);
    const version: ServiceVersion = {
      ...answering(service, `${service} ${code}`, memory),
      description,
      firstCode,
      ...(alias === "" ? {} : { alias: { Description: alias } }),
      resources: {
        ...(service === "orders" && this.#data && GUARDED_TABLES),
        ...(impossible && IMPOSSIBLE),
      },
    };
    const built = await this.#world.build(version);
    this.#memory.wanted.set(service, { ...built, memory, alias });
    this.#memory.asked.add(toBase64(built.sha256));
  }

  #start(run: Omit<RunOptions, "environment">): RunningDeployer {
    return this.#world.start({ ...run, environment: ENVIRONMENT });
  }
}
