import type { Environment } from "../environment/schema";
import { FerryError } from "../error";
import type { FunctionArtifact, Service, StackArtifact } from "../manifest/service";

/** A service as it is to stand in one environment: names are physical, parameters have values. */
export interface DesiredService {
  readonly service: string;
  readonly target: string;
  readonly stack: DesiredStack;
  readonly functions: readonly DesiredFunction[];
}

export interface DesiredStack {
  readonly name: string;
  readonly artifact: StackArtifact;
  /** A value for every parameter that the template declares. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface DesiredFunction {
  readonly name: string;
  readonly artifact: FunctionArtifact;
}

/** Tag of a stack: the service that it belongs to. */
export const SERVICE_TAG = "ferry:service";
/** Tag of a stack: the SHA-256 of its template file, so that no template needs to be read to see that nothing changed. */
export const TEMPLATE_TAG = "ferry:template";
const ENVIRONMENT_TAG = "ferry:environment";

/** Lambda's limit for a function name; stack names may have 128 characters. */
const FUNCTION_NAME_LENGTH = 64;
const STACK_NAME_LENGTH = 128;

/** Names and parameters of a service in an environment. */
export function desire(service: Service, environment: Environment): DesiredService {
  const physical = (name: string, limit: number, what: string): string => {
    const full = `${environment.name}-${name}`;
    if (full.length <= limit) return full;
    throw new FerryError(
      "NameTooLong",
      `the ${what} "${full}" has ${full.length} characters: AWS takes at most ${limit}`,
      {
        next: `shorten the name of the environment or of the ${what}`,
      },
    );
  };
  return {
    service: service.name,
    target: service.target,
    stack: {
      name: physical(service.name, STACK_NAME_LENGTH, "stack"),
      artifact: service.stack,
      parameters: parameterValues(service, environment),
      tags: {
        [SERVICE_TAG]: service.name,
        [ENVIRONMENT_TAG]: environment.name,
        [TEMPLATE_TAG]: service.stack.digest,
      },
    },
    functions: service.functions.map((artifact) => ({
      name: physical(artifact.name, FUNCTION_NAME_LENGTH, "function"),
      artifact,
    })),
  };
}

/** Values come from the environment, else from the template's defaults; all are sent, so that an old value never lingers. */
function parameterValues(service: Service, environment: Environment): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [key, declaration] of Object.entries(service.stack.template.parameters)) {
    const given = key === "Environment" ? environment.name : environment.parameters[key];
    if (given !== undefined && (declaration.NoEcho === true || declaration.NoEcho === "true")) {
      throw new FerryError(
        "ParameterInvalid",
        `the template of ${service.stack.target} hides the parameter ${key} (NoEcho), but environments.json gives its value in clear`,
        { next: "let the template read the secret from Secrets Manager by a dynamic reference" },
      );
    }
    const value = given ?? declaration.Default;
    if (value === undefined) {
      throw new FerryError(
        "ParameterInvalid",
        `the template of ${service.stack.target} wants a parameter ${key}, and the environment "${environment.name}" has none`,
        {
          next: `add it under "parameters" of that environment in platform/environments.json, or give it a default in stack.ts`,
        },
      );
    }
    values[key] = String(value);
  }
  return values;
}
