import type { Context } from "../../context/context";
import { openContext } from "../../context/open-context";
import type { ProgressEvent } from "../../context/progress-event";
import { resolveEnvironment } from "../../environment/resolve";
import type { Environments } from "../../environment/schema";
import type { TestAccount } from "./account";

const PLACE = { account: "000000000000", region: "us-east-1", endpoint: "local", parameters: {} } as const;
const EPHEMERAL = { ...PLACE, protected: false, ephemeral: true, ttl: "1h" };

/** Environments that may be removed, and such that may not. */
const ENVIRONMENTS: Environments = {
  version: 1,
  environments: {
    "zap-*": EPHEMERAL,
    "zap-guarded": { ...PLACE, protected: true, ephemeral: false },
    staging: { ...PLACE, protected: false, ephemeral: false },
  },
};

/** What a process has that removes environments, and what it reports. */
export interface RemovalContext {
  readonly context: Context;
  readonly events: readonly ProgressEvent[];
}

/** @param stopAt the write before which it is stopped */
export function removalContext(account: TestAccount, stopAt = Number.POSITIVE_INFINITY): RemovalContext {
  const events: ProgressEvent[] = [];
  const environmentNamed = (name: string) => resolveEnvironment(name, ENVIRONMENTS, "the test");
  const context = openContext({
    connection: account.connection,
    environment: environmentNamed("zap-any"),
    environmentNamed,
    executionRoot: undefined,
    workspace: undefined,
    resourceTypes: "",
    emit: (event) => events.push(event),
    signal: new AbortController().signal,
    holder: "ferry-test",
    user: "test",
    command: "env sweep",
    forceUnlock: false,
    trustedStart: false,
    detectDrift: false,
    mayLoseData: true,
  });
  let writes = 0;
  const beforeWrite = async (): Promise<void> => {
    if (++writes > stopAt) throw new Error("stopped by the test");
  };
  return { context: { ...context, beforeWrite }, events };
}
