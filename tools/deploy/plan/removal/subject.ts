import type { Environment } from "../../environment/schema";
import { SERVICE_NAME } from "../../manifest/schema";
import type { ObservedStack } from "../../model/observed";
import { ENVIRONMENT_TAG, isOf, SERVICE_TAG } from "../desired";

/** What the record of an environment says, as far as its removal depends on it. It is never trusted with what may be removed. */
export interface RecordClaims {
  readonly base?: string | undefined;
  /** ISO time. */
  readonly expires?: string | undefined;
  /** A removal has begun, and perhaps ended half way. */
  readonly removing?: object | undefined;
}

/** An environment of an account and region, as a removal finds it. */
export interface Subject {
  /** From the bucket's key of its record or from its stacks' tags: any text. */
  readonly name: string;
  /** What environments.json says of that name; undefined if no entry covers it, or it cannot be a name. */
  readonly settings: Environment | undefined;
  /** `unreadable` if it is malformed or of a newer Ferry; undefined if there is none. */
  readonly record: RecordClaims | "unreadable" | undefined;
  /** Stacks whose tags and names assign them to it. */
  readonly stacks: readonly ObservedStack[];
}

/** An account and region in which environments are removed. */
export type Place = Pick<Environment, "account" | "region" | "endpoint">;

/** The service of an environment's stack; undefined if its tags and its name do not both say the same. */
export function serviceOf({ name, tags }: ObservedStack, environment: string): string | undefined {
  const service = tags[SERVICE_TAG];
  if (service === undefined || !SERVICE_NAME.test(service)) return undefined;
  // Nested stacks inherit the tags, and have other names.
  return isOf(tags, service, { name: environment }) && name === `${environment}-${service}`
    ? service
    : undefined;
}

/** Stacks by the environment that their tags and names assign them to. Others are left out. */
export function byEnvironment(stacks: readonly ObservedStack[]): ReadonlyMap<string, ObservedStack[]> {
  const grouped = new Map<string, ObservedStack[]>();
  for (const stack of stacks) {
    const environment = stack.tags[ENVIRONMENT_TAG] ?? "";
    if (serviceOf(stack, environment) === undefined) continue;
    grouped.set(environment, [...(grouped.get(environment) ?? []), stack]);
  }
  return grouped;
}

/**
 * The environments that an environment rests on: as its record or environments.json says, and as the parameters of its stacks say
 * where the services are that it has not itself.
 */
export function basesOf({ name, record, settings, stacks }: Subject): ReadonlySet<string> {
  const recorded = typeof record === "object" ? record.base : undefined;
  const used = stacks.flatMap(({ parameters }) =>
    Object.entries(parameters).flatMap(([key, value]) => (/.Environment$/.test(key) ? [value] : [])),
  );
  const bases = [recorded, settings?.base, ...used].filter((one) => one !== undefined && one !== name);
  return new Set(bases as string[]);
}
