import { property } from "../../protocol/property";
import { evaluateCondition, type Scope, type Value } from "./intrinsics";
import { isObject, type Json } from "./json";
import { parameterValue } from "./parameters";
import type { Template } from "./template";
import { validationError } from "./template-error";

/** The stack that a template is evaluated for. */
export interface StackIdentity {
  readonly stackId: string;
  readonly stackName: string;
  readonly accountId: string;
  readonly region: string;
}

/** Values that the engine supplies while it evaluates a template. */
export interface ScopeSource {
  readonly template: Template;
  readonly identity: StackIdentity;
  readonly parameters: ReadonlyMap<string, string>;
  /** Physical id of a resource (attribute `undefined`) or one of its attributes. */
  resource(logicalId: string, attribute: string | undefined): Value;
  importValue(exportName: string): Value;
}

/** What the names of a template mean for one stack. Conditions are evaluated once. */
export function templateScope(source: ScopeSource): Scope {
  const { template, parameters } = source;
  const pseudo = pseudoParameters(source.identity);
  const decided = new Map<string, boolean>();
  const deciding = new Set<string>();
  const scope: Scope = {
    ref: (name) => {
      const definition = template.parameters.get(name);
      const value = parameters.get(name);
      if (definition !== undefined && value !== undefined) return parameterValue(definition, value);
      return pseudo.get(name) ?? source.resource(name, undefined);
    },
    getAtt: (logicalId, attribute) => source.resource(logicalId, attribute),
    importValue: (name) => source.importValue(name),
    findInMap: (map, top, second) => findInMap(template, map, top, second),
    condition: (name) => {
      const known = decided.get(name);
      if (known !== undefined) return known;
      const definition = template.conditions.get(name);
      if (definition === undefined)
        throw validationError(`Template error: unresolved condition dependency ${name}`);
      if (deciding.has(name))
        throw validationError(
          `Template error: circular dependency among conditions [${[...deciding].join(", ")}]`,
        );
      deciding.add(name);
      const value = evaluateCondition(definition, scope);
      deciding.delete(name);
      decided.set(name, value);
      return value;
    },
  };
  return scope;
}

/** Logical ids of the resources that no condition leaves out. */
export function activeResources(template: Template, scope: Scope): Set<string> {
  const active = [...template.resources].filter(
    ([, { condition }]) => condition === undefined || scope.condition(condition),
  );
  return new Set(active.map(([logicalId]) => logicalId));
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
export const PSEUDO_PARAMETERS = [
  "AWS::AccountId",
  "AWS::NoValue",
  "AWS::NotificationARNs",
  "AWS::Partition",
  "AWS::Region",
  "AWS::StackId",
  "AWS::StackName",
  "AWS::URLSuffix",
] as const;

function pseudoParameters(identity: StackIdentity): ReadonlyMap<string, Value> {
  return new Map<string, Value>([
    ["AWS::AccountId", identity.accountId],
    ["AWS::NotificationARNs", []],
    ["AWS::Partition", "aws"],
    ["AWS::Region", identity.region],
    ["AWS::StackId", identity.stackId],
    ["AWS::StackName", identity.stackName],
    ["AWS::URLSuffix", "amazonaws.com"],
  ]);
}

function findInMap(template: Template, map: string, top: string, second: string): Json {
  const found = property(template.mappings.get(map) ?? {}, top);
  const value = found !== undefined && isObject(found) ? property(found, second) : undefined;
  if (value !== undefined) return value;
  throw validationError(`Template error: Unable to get mapping for ${map}::${top}::${second}`);
}
