import { setTimeout as delay } from "node:timers/promises";
import { toBase64 } from "../../../model/digest";
import { residue } from "../../account/residue";
import { table } from "../../scene/data-keeper";
import { answering } from "../../scene/deployable";
import { type Glance, Observer } from "../../scene/observer";
import type { Ledger } from "../ledger";
import { orderly } from "../of-run";
import { hold } from "../violation";
import type { Ended, RunningDeployer, World } from "../world";
import { EPHEMERAL, PROTECTED, type RemovalStep } from "./history";
import { type Recorded, RecordKeeper } from "./record-keeper";

const HOUR = 3_600_000;

/** What is known of an environment beside the deployer. */
interface Seen extends Glance {
  readonly record: Recorded | undefined;
}

/** Lets environments come and go in one account, as its steps say, and holds what comes of it against the invariants. */
export class Removals {
  readonly #world: World;
  readonly #ledger: Ledger;
  readonly #observer: Observer;
  readonly #records: RecordKeeper;
  /** `CodeSha256`s that some deploy was asked to make live. */
  readonly #asked = new Set<string>();

  private constructor(world: World, ledger: Ledger) {
    this.#world = world;
    this.#ledger = ledger;
    this.#observer = new Observer(world);
    this.#records = new RecordKeeper(world);
  }

  /**
   * Takes all steps, and then lets everything expire.
   * @returns how many runs there were under the steps' faults
   * @throws Violation
   */
  static async run(steps: readonly RemovalStep[], world: World, ledger: Ledger): Promise<number> {
    const removals = new Removals(world, ledger);
    world.parameters({ Level: "debug" }, {});
    await removals.#build(0);
    await removals.#clean(removals.#deploy(PROTECTED));
    const guarded = await removals.#look(PROTECTED);
    let runs = 0;
    for (const step of steps) {
      runs += await removals.#take(step);
      hold("sweep", "the protected environment", await removals.#look(PROTECTED), guarded);
    }
    await removals.#expire();
    hold("sweep", "the protected environment", await removals.#look(PROTECTED), guarded);
    return runs;
  }

  async #take(step: RemovalStep): Promise<number> {
    const { what, environment, hours } = step;
    if (what === "wait") await delay(hours * HOUR);
    if (what === "extend") await this.#records.extend(environment, hours * HOUR);
    if (what === "wait" || what === "extend") return 0;
    if (what === "deploy" || what === "both") await this.#build(step.code);
    const before = new Map(
      await Promise.all(EPHEMERAL.map(async (name) => [name, await this.#look(name)] as const)),
    );
    const runs = await this.#meet(step);
    for (const [name, seen] of before) {
      const now = await this.#look(name);
      if (!mayGo(seen, step, name)) hold("sweep", `${name} stays`, now.status !== undefined, true);
    }
    return runs;
  }

  /** Starts what a step has, under its faults. */
  async #meet({ what, environment, twice, faults, kill }: RemovalStep): Promise<number> {
    this.#world.setFaults(faults);
    const start: Record<string, () => RunningDeployer> = {
      deploy: () => this.#deploy(environment),
      destroy: () => this.#world.start({ verb: "env destroy", services: [], environment }),
      sweep: () => this.#sweep(),
    };
    const starts = what === "both" ? [start.sweep, start.deploy] : [start[what]];
    if (twice) starts.push(what === "both" ? start.sweep : start[what]);
    const [first, ...others] = starts.map((one) => (one as () => RunningDeployer)());
    if (kill !== undefined) this.#ledger.alarm(kill.after, kill.moment, () => first?.kill());
    const runs = await Promise.all([first, ...others].flatMap((one) => one?.ended ?? []));
    this.#ledger.disarm();
    this.#world.setFaults(undefined);
    for (const run of runs) orderly(run, { half: false });
    const deployed = runs.some(({ code, report }) => code === 0 && report?.command === "deploy");
    if (deployed) {
      const { live } = await this.#look(environment);
      const isAsked = live !== undefined && this.#asked.has(live.codeSha256);
      hold("sweep", `${environment} was deployed, and stands`, isAsked, true);
    }
    return runs.length;
  }

  /** When all is over, two sweeps leave nothing. */
  async #expire(): Promise<void> {
    const expiries = await Promise.all(EPHEMERAL.map((name) => this.#records.read(name)));
    const last = Math.max(Date.now(), ...expiries.flatMap((record) => record?.expires ?? []));
    await delay(last - Date.now() + 2 * HOUR);
    await this.#clean(this.#sweep());
    await this.#clean(this.#sweep());
    for (const name of EPHEMERAL) {
      hold("sweep", `the stack of ${name}`, (await this.#look(name)).status, undefined);
      hold("sweep", `left of ${name}`, residue(this.#world.stateFolder, name), []);
    }
  }

  async #clean(run: RunningDeployer): Promise<Ended> {
    const ended = await run.ended;
    hold("advice", `a run without faults succeeds\n${ended.text}`, ended.code, 0);
    return ended;
  }

  #deploy(environment: string): RunningDeployer {
    return this.#world.start({ verb: "deploy", services: ["orders"], environment });
  }

  #sweep(): RunningDeployer {
    return this.#world.start({ verb: "env sweep", services: [], environment: EPHEMERAL[0] });
  }

  async #build(code: number): Promise<void> {
    const version = answering("orders", `orders ${code}`);
    const { sha256 } = await this.#world.build({ ...version, resources: { Data: table("data"), Logs } });
    this.#asked.add(toBase64(sha256));
  }

  async #look(name: string): Promise<Seen> {
    const [glance, record] = await Promise.all([
      this.#observer.glance(`${name}-orders`),
      this.#records.read(name),
    ]);
    return { ...glance, record };
  }
}

const Logs = {
  Type: "AWS::Logs::LogGroup",
  Properties: { LogGroupName: { "Fn::Sub": `/aws/lambda/\${Environment}-orders` } },
};

/** The account's clock may be an hour ahead. */
function mayGo({ status, record }: Seen, { what, environment }: RemovalStep, name: string): boolean {
  if (what === "destroy" && environment === name) return true;
  // Of what was never made whole, or is being removed, nothing is promised.
  if (status === undefined || !/^(CREATE|UPDATE)_COMPLETE$/.test(status)) return true;
  return !record || record.removing || record.expires < Date.now() + HOUR;
}
