import type { FoundEnvironment } from "../../../engine/environments/list";

/** An environment in the report of `env list` and `env show`. */
export interface EnvironmentEntry {
  readonly environment: string;
  readonly owner: string | null;
  readonly base: string | null;
  readonly branch: string | null;
  readonly pullRequest: number | null;
  readonly created: string | null;
  readonly expires: string | null;
  readonly expired: boolean;
  readonly ephemeral: boolean;
  readonly protected: boolean;
  /** Why something has to be done about it, as clauses: `it has no record`. */
  readonly problems: readonly string[];
  /** A removal has begun. */
  readonly removing: boolean;
  /** Services that a command works on. */
  readonly locked: readonly string[];
  /** Those that it has itself, by their stacks. */
  readonly services: readonly {
    readonly service: string;
    readonly stack: string;
    readonly status: string;
    readonly url: string | null;
    readonly commit: string | null;
    readonly at: string | null;
    readonly by: string | null;
  }[];
  /** Estimate of what it costs in an idle month, as far as deploys have recorded that. */
  readonly idleUsd: number | null;
}

export function environmentEntry(found: FoundEnvironment): EnvironmentEntry {
  const { name, settings, services, expired, locked } = found;
  const record = typeof found.record === "object" ? found.record : undefined;
  const costs = services.flatMap(({ lastDeploy }) => lastDeploy?.idleUsd ?? []);
  return {
    environment: name,
    owner: record?.owner ?? null,
    base: record?.base ?? null,
    branch: record?.branch ?? null,
    pullRequest: record?.pullRequest ?? null,
    created: record?.created ?? null,
    expires: record?.expires ?? null,
    expired,
    ephemeral: settings?.ephemeral ?? false,
    protected: settings?.protected ?? false,
    problems: problemsOf(found),
    removing: record?.removing !== undefined,
    locked,
    services: services.map(({ service, stack, status, url, lastDeploy }) => ({
      service,
      stack,
      status,
      url: url ?? null,
      commit: lastDeploy?.commit ?? null,
      at: lastDeploy?.at ?? null,
      by: lastDeploy?.by ?? null,
    })),
    idleUsd: costs.length === 0 ? null : Math.round(costs.reduce((sum, one) => sum + one, 0) * 100) / 100,
  };
}

function problemsOf({ settings, record, services }: FoundEnvironment): string[] {
  return [
    ...(settings ? [] : ["not in environments.json"]),
    ...(record === undefined ? ["no record"] : []),
    ...(typeof record === "string" ? [`record unreadable: ${record}`] : []),
    ...(services.length === 0 ? ["no stacks"] : []),
  ];
}
