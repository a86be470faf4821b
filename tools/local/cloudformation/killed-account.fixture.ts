import type { ResourceProvider } from "../resources/provider";
import { resourceProviders } from "../resources/registry";
import { TestAccount } from "./account.fixture";

/** What a process is to do before it dies. */
export interface KilledRun {
  readonly stateFolder: string;
  /** Deployed without harm, if given. */
  readonly first?: object;
  /** Deployed until the process dies. */
  readonly template: object;
  /** Number of the provider's call, from 1, at which the process is killed. */
  readonly call: number;
  /** Whether that is before the call, or after it and before its result is in the journal. */
  readonly moment: "before" | "after";
}

/** Runs as a program: `node killed-account.fixture.js <KilledRun as JSON>`. */
async function main(run: KilledRun): Promise<void> {
  let calls = 0;
  let armed = run.first === undefined;
  const killing = async <T>(call: () => Promise<T>): Promise<T> => {
    const last = armed && ++calls === run.call;
    if (last && run.moment === "before") process.kill(process.pid, "SIGKILL");
    const result = await call();
    if (last) process.kill(process.pid, "SIGKILL");
    return result;
  };
  const deadly = (provider: ResourceProvider): ResourceProvider => ({
    ...provider,
    create: (request) => killing(() => provider.create(request)),
    update: (request) => killing(() => provider.update(request)),
    delete: (request) => killing(() => provider.delete(request)),
  });
  const account = await TestAccount.start({
    stateFolder: run.stateFolder,
    providers: (services) => resourceProviders(services).map(deadly),
  });
  if (run.first === undefined) await account.create("killed", run.template);
  else {
    await account.create("killed", run.first);
    armed = true;
    await account.update("killed", run.template);
  }
  // Fewer calls than the test expects: it must not pass because of that.
  process.exitCode = 3;
  await account.stop();
}

if (require.main === module) void main(JSON.parse(process.argv[2] ?? "") as KilledRun);
