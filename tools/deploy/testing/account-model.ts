import type { FunctionVersion, ObservedService } from "../model/observed";
import type { DesiredService } from "../plan/desired";
import type { ServicePlan } from "../plan/plan";
import { planOf } from "./plan";

const PLACEHOLDER = "placeholder";

interface ModelFunction {
  latest: { code: string; memory: number; level: string };
  readonly versions: { code: string; memory: number; level: string }[];
  /** Number of the version behind `live`, from 1. */
  live: number;
}

/**
 * What Lambda and CloudFormation do to one service, as far as a plan sees it: a pure model, so that sequences of deploys, some
 * of them killed, can be tried by the thousand.
 */
export class AccountModel {
  #stack: { desired: DesiredService } | undefined;
  readonly #functions = new Map<string, ModelFunction>();

  observe(name: string): ObservedService {
    const functions = [...this.#functions].map(([key, one]) => [
      key,
      {
        live: version(String(one.live), one.versions[one.live - 1] ?? one.latest),
        latest: version("$LATEST", one.latest),
      },
    ]);
    if (!this.#stack) return { functions: {} };
    const { stack } = this.#stack.desired;
    return {
      stack: {
        name,
        id: `arn:${name}`,
        status: "UPDATE_COMPLETE",
        tags: stack.tags,
        parameters: stack.parameters,
        outputs: {},
        exports: [],
        template: stack.artifact.body,
      },
      functions: Object.fromEntries(functions),
    };
  }

  /** Does what the deployer does, in its order, and stops after `steps` writes, as one that is killed. Returns the writes done. */
  apply(desired: DesiredService, steps = Number.POSITIVE_INFINITY): number {
    let done = 0;
    const write = (change: () => void): void => {
      if (done < steps) {
        change();
        done++;
      }
    };
    const planned = (): ServicePlan => planOf(desired, this.observe(desired.stack.name));
    if (planned().stack.action !== "none") write(() => this.#putStack(desired));
    if (done >= steps) return done;
    for (const { desired: wanted, action, upload } of planned().functions) {
      const one = this.#functions.get(wanted.name);
      if (action === "none" || !one) continue;
      if (upload) {
        write(() => {
          one.latest = { ...one.latest, code: wanted.artifact.digest.sha256 };
        });
      }
      write(() => {
        if (JSON.stringify(one.versions.at(-1)) !== JSON.stringify(one.latest))
          one.versions.push({ ...one.latest });
      });
      write(() => {
        one.live = one.versions.length;
      });
    }
    return done;
  }

  #putStack(desired: DesiredService): void {
    this.#stack = { desired };
    const names = new Set(desired.functions.map(({ name }) => name));
    for (const name of this.#functions.keys()) if (!names.has(name)) this.#functions.delete(name);
    for (const { name, artifact } of desired.functions) {
      const { Properties } = desired.stack.artifact.template.resources[`Function${artifact.name}`] ?? {};
      const configuration = {
        memory: Number(Properties?.MemorySize),
        level: desired.stack.parameters.Level ?? "",
      };
      const known = this.#functions.get(name);
      if (known) known.latest = { ...known.latest, ...configuration };
      else {
        const first = { code: PLACEHOLDER, ...configuration };
        this.#functions.set(name, { latest: first, versions: [{ ...first }], live: 1 });
      }
    }
  }
}

function version(number: string, { code, memory, level }: ModelFunction["latest"]): FunctionVersion {
  return {
    version: number,
    sha256: code,
    revisionId: "",
    configuration: { MemorySize: memory, Environment: { LEVEL: level } },
    state: "Active",
    lastUpdateStatus: "Successful",
  };
}
