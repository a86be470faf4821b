import type { Environment } from "../../environment/schema";
import type { PlanFile, PlannedService } from "./schema";

/** What has changed in a plan's environment, in words. */
export function changedEnvironment(plan: PlanFile, { name, account, region }: Environment): string[] {
  return [
    ...difference("the environment", plan.environment, name),
    ...difference(`the account of ${plan.environment}`, plan.account, account),
    ...difference(`the region of ${plan.environment}`, plan.region, region),
  ];
}

/** Services that were planned and are not given, or the other way round. */
export function changedServices(plan: PlanFile, given: readonly string[]): string[] {
  const planned = plan.services.map(({ service }) => service);
  return [
    ...planned
      .filter((service) => !given.includes(service))
      .map((service) => `${service} was planned, but is not among the given services`),
    ...given.filter((service) => !planned.includes(service)).map((service) => `${service} was not planned`),
  ];
}

/** A service's preconditions that have changed: its build and its observed state. */
export function changedPreconditions(planned: PlannedService, now: PlannedService): string[] {
  const { stack } = planned;
  return [
    ...difference(`the build's template of ${planned.service}`, stack.template, now.stack.template),
    ...(stack.parameters === now.stack.parameters
      ? []
      : [
          `the parameters of ${stack.name} were changed in environments.json or stack.ts, or by what it imports`,
        ]),
    ...changedStack(planned, now),
    ...planned.functions.flatMap((one) => changedFunction(one, now)),
    ...now.functions
      .filter(({ name }) => !planned.functions.some((one) => one.name === name))
      .map(({ name }) => `the function ${name} was not planned`),
    ...difference(`the action for ${stack.name}`, stack.action, now.stack.action),
  ];
}

function changedStack({ stack: { name, observed } }: PlannedService, { stack }: PlannedService): string[] {
  const now = stack.observed;
  if (observed === null || now === null) {
    return observed === now ? [] : [`the stack ${name} ${now === null ? "was deleted" : "already exists"}`];
  }
  if (observed.id !== now.id) return [`the stack ${name} was deleted and created again`];
  return [
    ...difference(`the status of the stack ${name}`, observed.status, now.status),
    ...difference(`the template of the stack ${name}`, observed.template ?? "none", now.template ?? "none"),
    ...(observed.parameters === now.parameters ? [] : [`the parameters of the stack ${name} were changed`]),
  ];
}

function changedFunction(planned: PlannedService["functions"][number], service: PlannedService): string[] {
  const { name } = planned;
  const now = service.functions.find((one) => one.name === name);
  if (!now) return [`the function ${name} is no longer in the build`];
  const { live, latest } = planned.observed;
  const code = difference(`the build of ${planned.target}`, planned.sha256, now.sha256);
  const alias = difference(
    `the alias live of ${name}`,
    text(live?.version),
    text(now.observed.live?.version),
  );
  const head = now.observed.latest;
  const revision =
    latest?.revisionId === head?.revisionId
      ? []
      : [`$LATEST of ${name} was changed: revision ${text(latest?.revisionId)} -> ${text(head?.revisionId)}`];
  const rest = [...code, ...alias, ...revision];
  const action = difference(`the action for ${name}`, planned.action, now.action);
  return rest.length > 0 ? rest : action;
}

const text = (value: string | undefined): string => value ?? "none";

function difference(what: string, from: string, to: string): string[] {
  return from === to ? [] : [`${what} changed: ${short(from)} -> ${short(to)}`];
}

/** Shortens digests for messages; the plan file has all digits. */
function short(value: string): string {
  return /^[0-9a-f]{64}$/.test(value) ? value.slice(0, 12) : value;
}
