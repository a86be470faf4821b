import type { Environment } from "../environment/schema";
import { FerryError } from "../error";
import type { NamedFunction, NamedService } from "../manifest/service";

/** The names of a service in one environment: all that is known without a build. */
export interface PlacedService {
  readonly service: string;
  readonly target: string;
  readonly stack: PlacedStack;
  readonly functions: readonly PlacedFunction[];
}

export interface PlacedStack {
  /** Physical name, `<environment>-<service>`. */
  readonly name: string;
}

export interface PlacedFunction {
  /** Physical name, `<environment>-<function>`. */
  readonly name: string;
  readonly artifact: NamedFunction;
}

/** Whether a user means this function by a name, with the environment's prefix or without it. */
export function isNamed({ name, artifact }: PlacedFunction, asked: string): boolean {
  return name === asked || artifact.name === asked;
}

/** Lambda's limit for a function name; stack names may have 128 characters. */
const FUNCTION_NAME_LENGTH = 64;
const STACK_NAME_LENGTH = 128;

/** @throws FerryError `NameTooLong` */
export function place(service: NamedService, environment: Environment): PlacedService {
  return {
    service: service.name,
    target: service.target,
    stack: { name: stackName(service, environment) },
    functions: service.functions.map((artifact) => ({ name: functionName(artifact, environment), artifact })),
  };
}

export function stackName({ name }: Pick<NamedService, "name">, environment: Environment): string {
  return physical(environment, name, STACK_NAME_LENGTH, "stack");
}

export function functionName({ name }: NamedFunction, environment: Environment): string {
  return physical(environment, name, FUNCTION_NAME_LENGTH, "function");
}

function physical(environment: Environment, name: string, limit: number, what: string): string {
  const full = `${environment.name}-${name}`;
  if (full.length <= limit) return full;
  throw new FerryError(
    "NameTooLong",
    `the ${what} "${full}" has ${full.length} characters: AWS allows at most ${limit}`,
    { next: `shorten the name of the environment or of the ${what}` },
  );
}
