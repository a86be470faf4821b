import { createHash } from "node:crypto";
import type { FunctionVersion, ObservedService, ObservedStack } from "../../model/observed";
import { type DesiredService, TEMPLATE_TAG } from "../../plan/desired";
import type { ServicePlan } from "../../plan/plan";
import type { PlannedService } from "./schema";

/** One service in a plan file. Repeated before the plan is applied, this gives the same unless something changed. */
export function describeService(
  desired: DesiredService,
  observed: ObservedService,
  plan: ServicePlan,
  changeSet: string | null,
): PlannedService {
  return {
    service: desired.service,
    target: desired.target,
    stack: {
      name: desired.stack.name,
      action: plan.stack.action,
      template: desired.stack.artifact.digest,
      parameters: parametersDigest(desired.stack.parameters),
      observed: observed.stack ? describeStack(observed.stack) : null,
      changeSet,
    },
    functions: plan.functions.map(({ desired: { name, artifact }, action, reason }) => ({
      name,
      target: artifact.target,
      action,
      reason,
      sha256: artifact.digest.sha256,
      observed: {
        live: describeVersion(observed.functions[name]?.live),
        latest: describeVersion(observed.functions[name]?.latest),
      },
    })),
  };
}

function describeStack({ id, status, tags, parameters }: ObservedStack): PlannedService["stack"]["observed"] {
  return { id, status, template: tags[TEMPLATE_TAG] ?? null, parameters: parametersDigest(parameters) };
}

function describeVersion(
  found: FunctionVersion | undefined,
): PlannedService["functions"][number]["observed"]["live"] {
  if (!found) return null;
  const { version, sha256, revisionId } = found;
  return { version, sha256, revisionId };
}

function parametersDigest(parameters: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex");
}
