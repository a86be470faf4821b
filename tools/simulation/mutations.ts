import { Conflict } from "../deploy/aws/client/failure";
import type { Functions as LambdaFunctions } from "../deploy/aws/lambda/lambda";
import { FerryError } from "../deploy/error";
import type { Invariant } from "../deploy/testing/campaign/violation";

/** A fault of the deployer that a change might bring in, and the invariant that must notice it. */
export interface Mutation {
  readonly noticedBy: Invariant;
  /** Changes the deployer of this process. */
  apply(): void;
}

// Modules as the deployer sees them, whose exports can be replaced: each of its calls asks the module for the function anew.
const load = {
  lambda: () => require("../deploy/aws/lambda/lambda") as typeof import("../deploy/aws/lambda/lambda"),
  retry: () => require("../deploy/aws/client/retry") as typeof import("../deploy/aws/client/retry"),
  attempt: () => require("../deploy/engine/attempt") as typeof import("../deploy/engine/attempt"),
  serviceRun: () =>
    require("../deploy/context/service-run") as typeof import("../deploy/context/service-run"),
  bucket: () => require("../deploy/bucket/bucket") as typeof import("../deploy/bucket/bucket"),
  obstacle: () =>
    require("../deploy/plan/removal/obstacle") as typeof import("../deploy/plan/removal/obstacle"),
  leftovers: () =>
    require("../deploy/engine/removal/leftovers") as typeof import("../deploy/engine/removal/leftovers"),
  dataLoss: () => require("../deploy/engine/data-loss") as typeof import("../deploy/engine/data-loss"),
  recorded: () => require("../deploy/engine/recorded") as typeof import("../deploy/engine/recorded"),
  renewal: () => require("../deploy/engine/renew-digests") as typeof import("../deploy/engine/renew-digests"),
  liveAlias: () => require("../deploy/template/live-alias") as typeof import("../deploy/template/live-alias"),
};

/** Replaces an export, or a method. */
function replace<Owner extends object, Name extends keyof Owner>(
  owner: Owner,
  name: Name,
  by: (real: Owner[Name]) => Owner[Name],
): void {
  owner[name] = by(owner[name]);
}

/** By what they do. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  "publishes whatever is there": {
    noticedBy: "alias",
    apply: () =>
      replace(
        load.lambda().Functions.prototype,
        "publish",
        (real) =>
          async function (this: LambdaFunctions, publication) {
            const there = await this.version(publication.functionName, "$LATEST");
            return await real.call(this, { ...publication, ...there });
          },
      ),
  },
  "sends a write again without a look": {
    noticedBy: "upload",
    apply: () =>
      replace(
        load.retry(),
        "backOff",
        (real) =>
          (_kind, ...rest) =>
            real("read", ...rest),
      ),
  },
  "reports what it saw before a failure": {
    noticedBy: "report",
    apply: () => replace(load.serviceRun().ServiceRun.prototype, "lookAfterFailure", () => () => undefined),
  },
  "keeps its locks": {
    noticedBy: "lock",
    apply: () => replace(load.bucket().Bucket.prototype, "delete", () => async () => true as never),
  },
  "deletes data without being asked": {
    noticedBy: "data",
    apply: () => replace(load.dataLoss(), "requireNoDataLoss", () => () => undefined),
  },
  "leaves the record as it was": {
    noticedBy: "record",
    apply: () =>
      replace(load.recorded(), "recordLive", () => async ({ records }, { service }) => {
        await records.update(
          service,
          (before) => ({ functions: {}, ...before, pending: undefined }) as never,
        );
      }),
  },
  "removes what has not expired": {
    noticedBy: "sweep",
    apply: () =>
      replace(load.obstacle(), "obstacleTo", (real) => (...args) => {
        const found = real(...args);
        return found?.reason === "unexpired" ? undefined : found;
      }),
  },
  "removes what is protected": {
    noticedBy: "sweep",
    apply: () => replace(load.obstacle(), "obstacleTo", () => () => undefined),
  },
  "forgets what an environment has in the bucket": {
    noticedBy: "sweep",
    apply: () => replace(load.leftovers(), "deleteObjects", () => async () => undefined),
  },
  "writes where nothing changed": {
    noticedBy: "idle",
    apply: () =>
      replace(load.renewal(), "renewDigests", () => async ({ records }) => {
        await records.update("orders", (before) => before);
      }),
  },
  "lets CloudFormation move the alias": {
    noticedBy: "serving",
    apply: () => replace(load.liveAlias(), "withSettledAliases", () => (body) => body),
  },
  "takes a conflict for a missing permission": {
    noticedBy: "advice",
    apply: () =>
      replace(load.attempt(), "attempt", (real) => (context, outcome, work) => {
        const confused = async (): Promise<void> => {
          try {
            await work();
          } catch (error) {
            if (!(error instanceof Conflict)) throw error;
            throw new FerryError("AccessDenied", error.message, { next: "ask for the permission it names" });
          }
        };
        return real(context, outcome, confused);
      }),
  },
};
