import { codeParameters } from "../../cloudformation/first-code";
import type { Environment } from "../environment/schema";
import { FerryError } from "../error";
import { own } from "../json/own";
import type { Seed } from "../manifest/seed";
import type { FunctionArtifact, Service, StackArtifact } from "../manifest/service";
import { isHidden } from "../template/parameter";
import { referenceParameters } from "../template/references";
import { type AliasSettings, aliasSettings } from "./alias-settings";
import { functionName, type PlacedFunction, type PlacedService, type PlacedStack, stackName } from "./names";

/** The desired state of a service in one environment, with physical names and parameter values. */
export interface DesiredService extends PlacedService {
  readonly stack: DesiredStack;
  readonly functions: readonly DesiredFunction[];
  /** Items that its tables begin with; absent where `maySeed` is false. */
  readonly seed?: DesiredSeed | undefined;
}

export interface DesiredSeed extends Seed {
  /** Whether they are written again, into tables that may have other items by now. */
  readonly again: boolean;
}

export interface DesiredStack extends PlacedStack {
  readonly artifact: StackArtifact;
  /** Values of the parameters that the template declares, except for `unresolved` ones. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Parameters whose values depend on other stacks and are not known (yet): those of an existing stack stay as they are. */
  readonly unresolved: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** Whether a failed rollback may be continued without asking. */
  readonly continueRollback: boolean;
  /** Whether the environment is protected: its stacks have termination protection, and only `destroy` deletes them. */
  readonly protected: boolean;
}

export interface DesiredFunction extends PlacedFunction {
  readonly artifact: FunctionArtifact;
  readonly alias: AliasSettings;
}

/** Tag of a stack: the service that it belongs to. */
export const SERVICE_TAG = "ferry:service";
/** Tag of a stack: the SHA-256 of its template file, which shows without reading the template that nothing changed. */
export const TEMPLATE_TAG = "ferry:template";
/** Tag of a stack: the environment that it belongs to. */
export const ENVIRONMENT_TAG = "ferry:environment";

/**
 * Tag of a stack: who owned the environment when the stack was created, for reports of costs. It stays as it is: a deploy by
 * another person changes nothing.
 */
export const OWNER_TAG = "ferry:owner";

/**
 * An owner as a tag's value, in which AWS allows letters, digits, spaces and a few signs.
 * https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 */
export function ownerTag(owner: string): Readonly<Record<string, string>> {
  const value = owner.replaceAll(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, "_").slice(0, 256);
  return value === "" ? {} : { [OWNER_TAG]: value };
}

/** Whether an environment may get seeds: never a protected one, nor one that takes only what is attested, which seeds are not. */
export function maySeed(environment: Pick<Environment, "protected" | "trust">): boolean {
  return !environment.protected && environment.trust === undefined;
}

/** Whether a stack's tags assign it to the service in the environment. */
export function isOf(
  tags: Readonly<Record<string, string>>,
  service: string,
  environment: Pick<Environment, "name">,
): boolean {
  return tags[SERVICE_TAG] === service && tags[ENVIRONMENT_TAG] === environment.name;
}

/**
 * Names and parameters of a service in an environment.
 * @param asked what the command line asks for: `continueRollback`, whether a failed rollback may be continued, which in ephemeral
 * environments it always may; `reseed`, whether seeds are written into existing tables
 */
export function desire(
  service: Service,
  environment: Environment,
  { continueRollback = false, reseed = false }: { continueRollback?: boolean; reseed?: boolean } = {},
): DesiredService {
  const unresolved = referenceParameters(service.stack.template);
  const parameters = parameterValues(service, environment, new Set(unresolved));
  return {
    service: service.name,
    target: service.target,
    stack: {
      name: stackName(service, environment),
      artifact: service.stack,
      parameters,
      unresolved,
      tags: {
        [SERVICE_TAG]: service.name,
        [ENVIRONMENT_TAG]: environment.name,
        [TEMPLATE_TAG]: service.stack.digest,
      },
      continueRollback: continueRollback || environment.ephemeral,
      protected: environment.protected,
    },
    functions: service.functions.map((artifact) => ({
      name: functionName(artifact, environment),
      artifact,
      alias: aliasSettings(artifact, { template: service.stack.template, parameters }),
    })),
    ...(service.seed && maySeed(environment) && { seed: { ...service.seed, again: reseed } }),
  };
}

/**
 * Values come from the environment or the template's defaults. All are sent, so that no old value persists.
 * @param references parameters that stand for other services: `linked` gives them values
 */
function parameterValues(
  service: Service,
  environment: Environment,
  references: ReadonlySet<string>,
): Record<string, string> {
  const values: Record<string, string> = {};
  const { template } = service.stack;
  // Empty here: only the creation of a stack gives them values (`firstCodeValues`).
  const ofCode = new Set(codeParameters(template.ferry.FirstCode));
  for (const [key, declaration] of Object.entries(template.parameters)) {
    if (references.has(key)) continue;
    const set = ofCode.has(key) ? undefined : own(environment.parameters, key);
    const given = key === "Environment" ? environment.name : set;
    if (given !== undefined && isHidden(declaration)) {
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
        `the template of ${service.stack.target} needs a parameter ${key}, and the environment "${environment.name}" has none`,
        {
          next: `add it under "parameters" of that environment in platform/environments.json, or give it a default in stack.ts`,
        },
      );
    }
    values[key] = String(value);
  }
  return values;
}
