import type { FaultProfile } from "../../../local/faults/profile";
import type { Report } from "../../cli/report/report";
import type { ServiceVersion } from "../scene/deployable";
import type { ClientSource } from "../scene/scene";
import type { Built } from "./built";

/** One run of a deployer. */
export interface RunOptions {
  readonly verb: "deploy" | "destroy" | "env destroy" | "env sweep";
  /** Which of the built services it works on. */
  readonly services: readonly string[];
  readonly environment: string;
  readonly allowDataLoss?: boolean;
  readonly detectDrift?: boolean;
}

/** What a run ended with. */
export interface Ended {
  /** It was killed, and so reported nothing. */
  readonly killed: boolean;
  readonly code: number | null;
  readonly report: Report | undefined;
  /** What people got to read. */
  readonly text: string;
}

export interface RunningDeployer {
  readonly ended: Promise<Ended>;
  /** As `kill -9` does: what it has sent arrives, and it sends nothing more. */
  kill(): void;
}

/** An account, a workspace and deployers: real processes (`ProcessWorld`), or all in one process in virtual time (`//tools/simulation`). */
export interface World extends ClientSource {
  /** Whether a deployer sees that another one was killed, so that it does not wait for its lock to expire. */
  readonly seesKilled: boolean;
  /** Where the account's state is. */
  readonly stateFolder: string;
  start(run: RunOptions): RunningDeployer;
  /** Does what a build does. */
  build(version: ServiceVersion): Promise<Built>;
  /** Changes environments.json. */
  parameters(parameters: Readonly<Record<string, string>>, settings: object): void;
  /** What goes wrong in the account from now on; undefined for nothing. */
  setFaults(profile: FaultProfile | undefined): void;
  close(): Promise<void>;
}
