import { environmentParameter, importParameter } from "../../cloudformation/references";
import type { Template } from "./template";

/** What a stack uses of another service of its environment, and the parameters that its template has for it. */
export interface ServiceReference {
  /** Parameter that says in which environment the service is; empty for the stack's own. */
  readonly environment: string;
  /** By the name of the service's export: the parameter that needs its value. */
  readonly imports: Readonly<Record<string, string>>;
  /** Types of its events that rules of the stack are for. */
  readonly events: readonly string[];
}

/** Parameter of stacks that hear events of other services: whether they hear those in another environment, `true` or `false`. */
export const LISTEN = "Listen";

/** The parameters that stand for other services. */
export function referenceParameters(template: Template): string[] {
  const all = Object.values(references(template));
  const listens = all.some(({ events }) => events.length > 0);
  return [
    ...all.flatMap(({ environment, imports }) => [environment, ...Object.values(imports)]),
    ...(listens ? [LISTEN] : []),
  ];
}

/** The other services that a template refers to, by name: by `import`, `on` or `from`. An older Ferry's templates say nothing of it. */
export function references({ ferry }: Template): Readonly<Record<string, ServiceReference>> {
  return Object.fromEntries(
    Object.entries(ferry.References).map(([service, { imports, events }]) => [
      service,
      {
        environment: environmentParameter(service),
        imports: Object.fromEntries(imports.map((name) => [name, importParameter(service, name)])),
        events,
      },
    ]),
  );
}
