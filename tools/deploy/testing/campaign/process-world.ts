import type { FaultProfile } from "../../../local/faults/profile";
import type { Witness } from "../../../local/server/witness";
import type { ServiceVersion } from "../scene/deployable";
import { type ClientType, Scene } from "../scene/scene";
import { type Built, builtOf } from "./built";
import type { RunningDeployer, RunOptions, World } from "./world";

/** Deployers are processes, and the account is behind a socket. */
export class ProcessWorld implements World {
  readonly seesKilled = true;
  readonly #scene: Scene;

  private constructor(scene: Scene) {
    this.#scene = scene;
  }

  static async open(witness: Witness): Promise<ProcessWorld> {
    return new ProcessWorld(await Scene.create({ witness }));
  }

  get stateFolder(): string {
    return this.#scene.stateFolder;
  }

  start({ verb, services, environment, allowDataLoss, detectDrift }: RunOptions): RunningDeployer {
    const options = ["--json", "--env", environment, "--yes"];
    if (verb === "destroy") options.push("--confirm", environment);
    if (allowDataLoss) options.push("--allow-data-loss");
    if (detectDrift) options.push("--detect-drift");
    const { child, finished } = this.#scene.start(verb, options, [...services]);
    return {
      kill: () => child.kill("SIGKILL"),
      ended: finished.then(({ code, signal, report, stderr }) => ({
        killed: signal === "SIGKILL",
        code,
        report,
        text: stderr,
      })),
    };
  }

  async build(version: ServiceVersion): Promise<Built> {
    return builtOf(version.service, await this.#scene.build(version), this.#scene.runfiles);
  }

  parameters(parameters: Readonly<Record<string, string>>, settings: object): void {
    this.#scene.parameters(parameters, settings);
  }

  setFaults(profile: FaultProfile | undefined): void {
    this.#scene.setFaults(profile);
  }

  client<Client extends { destroy(): void }>(Type: ClientType<Client>): Client {
    return this.#scene.client(Type);
  }

  async close(): Promise<void> {
    await this.#scene.close();
  }
}
