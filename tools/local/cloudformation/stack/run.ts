import { property } from "../../protocol/property";
import type { ResourceProvider } from "../../resources/provider";
import { Unknown } from "../template/intrinsics";
import type { StackIdentity } from "../template/scope";
import { Blueprint } from "./blueprint";
import { exportsOf } from "./exports";
import type { Journal } from "./journal";
import type { Deployment } from "./records";

/** What every phase of an operation works with. */
export interface Run {
  readonly identity: StackIdentity;
  readonly journal: Journal;
  readonly providers: ReadonlyMap<string, ResourceProvider>;
  /** True when the operation is to be left where it is: the account closes, or the operation is superseded by a deletion. */
  readonly cancelled: () => boolean;
}

/** Thrown to leave an operation where it is; its journal holds what is needed to continue. */
export class Interrupted extends Error {
  constructor() {
    super("the operation was interrupted");
    this.name = "Interrupted";
  }
}

/** The deployment's blueprint over the stack's resources as they are now. */
export function blueprintOf(run: Run, deployment: Deployment): Blueprint {
  const { journal } = run;
  return new Blueprint(deployment, run.identity, {
    resource: (logicalId, attribute) => {
      const record = journal.resource(logicalId);
      if (record === undefined) return new Unknown([{ name: logicalId, changes: true }]);
      if (attribute === undefined) return record.physicalId;
      const value = property(record.attributes, attribute);
      if (value === undefined) throw new Error(`resource ${logicalId} has no attribute ${attribute}`);
      return value;
    },
    exported: (name) => exportsOf(journal.store).get(name)?.value,
  });
}

export function refuseIfInterrupted(run: Run): void {
  if (run.cancelled()) throw new Interrupted();
}
