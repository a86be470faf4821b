import type { LastDeploy } from "../../bucket/environment/index-file";
import { type ListedEnvironment, listEnvironments } from "../../bucket/environment/listed";
import type { EnvironmentRecord } from "../../bucket/environment/record";
import { accountMismatch, type Context } from "../../context/context";
import { hasExpired } from "../../environment/expiry";
import type { Environment } from "../../environment/schema";
import type { ObservedStack } from "../../model/observed";
import { situation } from "../../model/situation";
import { byEnvironment, serviceOf } from "../../plan/removal/subject";
import { settingsOf } from "./settings";

/** A service that an environment has itself. */
export interface OwnService {
  readonly service: string;
  readonly stack: string;
  /** CloudFormation's status. */
  readonly status: string;
  readonly url?: string;
  readonly lastDeploy?: LastDeploy;
}

/** An environment as it was found: by its stacks, which are the truth, and its record. */
export interface FoundEnvironment {
  readonly name: string;
  /** Undefined if no entry of environments.json covers it. */
  readonly settings: Environment | undefined;
  /** A string if it is no record: what is wrong with it; undefined if there is none. */
  readonly record: EnvironmentRecord | string | undefined;
  readonly services: readonly OwnService[];
  readonly expired: boolean;
  /** Services that a command works on. */
  readonly locked: readonly string[];
}

/** All environments of an account and region, by their names, and S3's time. */
export interface FoundEnvironments {
  readonly environments: readonly FoundEnvironment[];
  readonly now: Date;
}

/**
 * Lists the environments in the account and region of the context: two calls to S3, and one to CloudFormation for each page of stacks.
 * Records that have changed since the last list are read one by one.
 * @throws FerryError `AccountMismatch`
 */
export async function findEnvironments(context: Context): Promise<FoundEnvironments> {
  const [listed, stacks] = await Promise.all([listEnvironments(context.bucket), allStacks(context)]);
  const byName = new Map(listed.environments.map((one) => [one.name, one]));
  const names = [...new Set([...byName.keys(), ...stacks.keys()])].sort();
  const environments = names.map((name) =>
    found(context, name, byName.get(name), stacks.get(name) ?? [], listed.now),
  );
  return { environments, now: listed.now };
}

function found(
  context: Context,
  name: string,
  listed: ListedEnvironment | undefined,
  stacks: readonly ObservedStack[],
  now: Date,
): FoundEnvironment {
  const record = listed?.record;
  return {
    name,
    settings: settingsOf(context, name),
    record,
    services: stacks.flatMap((stack) => ownService(stack, name, listed?.deploys ?? {})),
    expired: typeof record === "object" && hasExpired(record, now),
    locked: listed?.locked ?? [],
  };
}

function ownService(
  stack: ObservedStack,
  environment: string,
  deploys: Readonly<Record<string, LastDeploy>>,
): OwnService[] {
  const service = serviceOf(stack, environment);
  if (service === undefined || situation(stack.status) === "reserved") return [];
  const { name, status, outputs } = stack;
  const lastDeploy = Object.hasOwn(deploys, service) ? deploys[service] : undefined;
  return [
    {
      service,
      stack: name,
      status,
      ...(outputs.Url === undefined ? {} : { url: outputs.Url }),
      ...(lastDeploy ? { lastDeploy } : {}),
    },
  ];
}

/** An ARN has the account: asking STS for it would be one more call. */
async function allStacks({
  session,
  environment,
}: Context): Promise<ReadonlyMap<string, readonly ObservedStack[]>> {
  const all = await session.stacks.all();
  const account = all[0]?.id.split(":")[4];
  if (account !== undefined && account !== environment.account)
    throw accountMismatch(
      account,
      environment,
      "sign in to that account, or name an environment of the other one with --env",
    );
  return byEnvironment(all);
}
