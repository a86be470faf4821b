import { exportOutput } from "../../cloudformation/references";
import { FerryError } from "../error";
import { own } from "../json/own";
import { LISTEN, referenceParameters, references } from "../template/references";
import type { DesiredService } from "./desired";

/** A service that others refer to: where it is, and what its stack gives them. */
export interface Producer {
  /** Name of its environment. */
  readonly environment: string;
  /** Outputs of its stack; undefined if it has none yet. */
  readonly outputs: Readonly<Record<string, string>> | undefined;
}

/** Where a service's references lead. */
export interface Links {
  /** By the name of the service; undefined for one that exists nowhere. */
  readonly producer: (service: string) => Producer | undefined;
  /** Whether events of services in the base are heard. */
  readonly listen: boolean;
}

/**
 * Gives the parameters that stand for other services their values: where each is, and what it exports. A value that is not known
 * yet, since its stack is still to be created, is left out and named in `unresolved`.
 */
export function linked(desired: DesiredService, environment: string, links: Links): DesiredService {
  const { stack } = desired;
  const { template } = stack.artifact;
  const parameters: Record<string, string> = { ...stack.parameters };
  const unresolved: string[] = [];
  for (const [service, reference] of Object.entries(references(template))) {
    const producer = links.producer(service);
    const elsewhere = producer !== undefined && producer.environment !== environment;
    parameters[reference.environment] = elsewhere ? producer.environment : "";
    for (const [name, parameter] of Object.entries(reference.imports)) {
      const value = own(producer?.outputs, exportOutput(name));
      if (value !== undefined) parameters[parameter] = value;
      else unresolved.push(parameter);
    }
  }
  if (referenceParameters(template).includes(LISTEN)) parameters[LISTEN] = String(links.listen);
  return { ...desired, stack: { ...stack, parameters, unresolved } };
}

/** The services whose values a service imports. */
export function importsFrom({ stack }: DesiredService): string[] {
  return Object.entries(references(stack.artifact.template))
    .filter(([, { imports }]) => Object.keys(imports).length > 0)
    .map(([service]) => service);
}

/** Whether a service imports any of these exports of another one. */
export function imports({ stack }: DesiredService, service: string, names: readonly string[]): boolean {
  const imported = own(references(stack.artifact.template), service)?.imports ?? {};
  return names.some((name) => Object.hasOwn(imported, name));
}

/** The services whose events a service hears. */
export function hearsFrom({ stack }: DesiredService): string[] {
  return Object.entries(references(stack.artifact.template))
    .filter(([, { events }]) => events.length > 0)
    .map(([service]) => service);
}

/**
 * Requires a value for each import.
 * @param comes whether a stack that is still to be deployed will export it
 * @throws FerryError `ImportMissing`
 */
export function requireResolved(
  { service, stack }: DesiredService,
  environment: string,
  links: Links,
  comes: (producer: string, name: string) => boolean = () => false,
): void {
  for (const [producer, { imports }] of Object.entries(references(stack.artifact.template)))
    for (const [name, parameter] of Object.entries(imports)) {
      if (!stack.unresolved.includes(parameter) || comes(producer, name)) continue;
      const where = links.producer(producer)?.environment ?? environment;
      throw new FerryError(
        "ImportMissing",
        `${service} imports "${name}" of ${producer}, and the stack ${where}-${producer} exports no such value`,
        { next: `deploy ${producer} to ${where} first, with stack.export("${name}", …) in its stack.ts` },
      );
    }
}
