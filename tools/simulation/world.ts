import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe } from "../deploy/cli/report/live/progress";
import { report } from "../deploy/cli/report/report";
import { failure } from "../deploy/cli/report/summary/failure";
import { carryOut } from "../deploy/cli/run/carry-out";
import { builtServices } from "../deploy/cli/run/load-services";
import { removalFailure } from "../deploy/cli/run/removal";
import { type Context, guardAccount } from "../deploy/context/context";
import { openContext } from "../deploy/context/open-context";
import type { ProgressEvent } from "../deploy/context/progress-event";
import { deployAll } from "../deploy/engine/deploy";
import { destroyAll } from "../deploy/engine/destroy";
import { readRecord } from "../deploy/engine/environments/open";
import { planSweep, sweepAll } from "../deploy/engine/removal/sweep";
import type { Environment } from "../deploy/environment/schema";
import type { FerryError } from "../deploy/error";
import { type Built, builtOf } from "../deploy/testing/campaign/built";
import { PROTECTED, TTL } from "../deploy/testing/campaign/removal/history";
import { Violation } from "../deploy/testing/campaign/violation";
import type { Ended, RunningDeployer, RunOptions, World } from "../deploy/testing/campaign/world";
import { testEnvironment } from "../deploy/testing/fixtures/environment";
import { BuildOutput } from "../deploy/testing/scene/build-output";
import type { ServiceVersion } from "../deploy/testing/scene/deployable";
import type { ClientType } from "../deploy/testing/scene/scene";
import type { FaultProfile } from "../local/faults/profile";
import type { Witness } from "../local/server/witness";
import { createColors } from "../terminal/colors";
import { ENDPOINT, SimulatedAccount } from "./account";
import { Network, type Trace, Traffic } from "./network";

const STYLE = { colors: createColors(false), width: 140 };

/** The database of resource types, as the build makes it. */
const RESOURCE_TYPES = join(__dirname, "../deploy/resource-types.json");

/**
 * Milliseconds of virtual time after which a run waits for what does not come. A profile may set the account's clock back by an hour, and
 * a lock expires by that clock.
 */
const PATIENCE = 2 * 3600_000;

/** Account, workspace and deployers in this process. */
export class SimulatedWorld implements World {
  /** To each other, deployers are on other machines. */
  readonly seesKilled = false;
  readonly #root: string;
  readonly #output: BuildOutput;
  readonly #account: SimulatedAccount;
  readonly #seed: number;
  readonly #trace: Trace;
  readonly #traffic = new Traffic();
  readonly #clients: { destroy(): void }[] = [];
  #environment: Partial<Environment> = {};
  #runs = 0;

  private constructor(root: string, account: SimulatedAccount, seed: number, trace: Trace) {
    this.#root = root;
    this.#output = new BuildOutput(join(root, "execroot/_main"));
    this.#account = account;
    this.#seed = seed;
    this.#trace = trace;
    mkdirSync(this.#output.runfiles, { recursive: true });
  }

  static async open(witness: Witness, seed: number, trace: Trace): Promise<SimulatedWorld> {
    const root = mkdtempSync(join(tmpdir(), "campaign-"));
    const account = await SimulatedAccount.open(join(root, "account"), witness);
    return new SimulatedWorld(root, account, seed, trace);
  }

  get stateFolder(): string {
    return join(this.#root, "account");
  }

  start(options: RunOptions): RunningDeployer {
    const { promise: killed, resolve, reject } = Promise.withResolvers<Ended>();
    setTimeout(() => reject(new Violation("lock", `a run of ${options.verb} does not end`)), PATIENCE);
    const network = new Network(
      this.#account,
      this.#traffic,
      this.#seed,
      `deployer ${this.#runs++}`,
      this.#trace,
    );
    return {
      ended: Promise.race([this.#run(options, network), killed]),
      kill: () => {
        network.cut();
        resolve({ killed: true, code: null, report: undefined, text: "" });
      },
    };
  }

  async build(version: ServiceVersion): Promise<Built> {
    return builtOf(version.service, await this.#output.add(version), this.#output.runfiles);
  }

  parameters(parameters: Readonly<Record<string, string>>, settings: object): void {
    this.#environment = { parameters, ...settings };
  }

  setFaults(profile: FaultProfile | undefined): void {
    this.#account.setFaults(profile);
  }

  client<Client extends { destroy(): void }>(Type: ClientType<Client>): Client {
    const name = `observer ${this.#clients.length}`;
    const options = {
      ...this.#connection(new Network(this.#account, this.#traffic, this.#seed, name, () => undefined)),
      forcePathStyle: true,
    };
    const client = new Type(options);
    this.#clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    for (const client of this.#clients.splice(0)) client.destroy();
    await this.#account.close();
    rmSync(this.#root, { recursive: true, force: true });
  }

  /** A run from its options to its report, as the command line does it. */
  async #run(options: RunOptions, network: Network): Promise<Ended> {
    const { verb, services, allowDataLoss = false, detectDrift = false } = options;
    const events: ProgressEvent[] = [];
    const environment = this.#environmentNamed(options.environment);
    const context = openContext({
      connection: this.#connection(network),
      environment,
      environmentNamed: (name) => this.#environmentNamed(name),
      executionRoot: join(this.#root, "execroot/_main"),
      workspace: undefined,
      resourceTypes: RESOURCE_TYPES,
      emit: (event) => events.push(event),
      signal: new AbortController().signal,
      holder: `ferry-simulation-${this.#runs}`,
      user: "simulation",
      command: verb,
      forceUnlock: false,
      trustedStart: false,
      detectDrift,
      // Only deploy has the option.
      mayLoseData: verb !== "deploy" || allowDataLoss || environment.ephemeral,
    });
    const load = await builtServices.load({
      paths: services.map((service) => this.#output.manifest(service)),
      runfiles: this.#output.runfiles,
      only: [],
    });
    const outcomes = await load(environment, {}).begin(undefined);
    let left: FerryError | undefined;
    const { error: thrown, shown } = await carryOut({ context, outcomes }, async () => {
      if (verb === "destroy") return await destroyAll(context, outcomes);
      if (verb !== "deploy") {
        left = await this.#remove(context, verb);
        return;
      }
      await deployAll(context, outcomes, {
        recorded: await readRecord(context),
        purpose: async () => ({ owner: "simulation" }),
        provenance: async () => ({ commit: undefined, by: "simulation", deploy: `${this.#runs}` }),
        confirm: async () => undefined,
      });
    });
    const error = thrown ?? left;
    const lines = events.map((event) => describe(event));
    if (error) lines.push(failure(error, shown, STYLE));
    return {
      killed: false,
      code: error?.exitCode ?? 0,
      report: report({
        command: verb,
        environment: environment.name,
        outcomes,
        downloadedBytes: 0,
        apiCalls: context.session.calls.summary(),
        durationMs: 0,
        error,
      }),
      text: lines.join("\n"),
    };
  }

  /** As the verbs of `env` do it. @returns the failure if something stays */
  async #remove(context: Context, verb: "env destroy" | "env sweep"): Promise<FerryError | undefined> {
    const { name } = context.environment;
    const named = verb === "env destroy";
    await guardAccount(context);
    const plan = await planSweep(context, named ? "named" : "expired", named ? [name] : undefined);
    return removalFailure(context, await sweepAll(context, plan));
  }

  /** As environments.json would have it: environments for pull requests live for some hours. */
  #environmentNamed(name: string): Environment {
    return {
      ...testEnvironment(),
      name,
      endpoint: "local",
      ...this.#environment,
      ...(name.startsWith("pr-") && { ephemeral: true, ttl: `${TTL}h` }),
      ...(name === PROTECTED && { protected: true }),
    };
  }

  #connection(requestHandler: Network) {
    return {
      endpoint: ENDPOINT,
      region: "us-east-1",
      credentials: this.#account.credentials,
      requestHandler,
    };
  }
}
