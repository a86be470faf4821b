import { resourceDependencies } from "./dependencies";
import { cyclicNodes } from "./graph";
import { isSupportedIntrinsic } from "./intrinsics";
import { isObject, type Json } from "./json";
import { validateParameterDefinitions } from "./parameters";
import { references } from "./references";
import { PSEUDO_PARAMETERS } from "./scope";
import type { Template } from "./template";
import { validationError } from "./template-error";

/** What validation must know of the resource types that there are. */
export interface ResourceTypes {
  /** The type's attributes for `Fn::GetAtt`, or `undefined` for a type that does not exist here. */
  attributes(type: string): readonly string[] | undefined;
}

/**
 * Refuses a template that names what does not exist: resource types, resources, attributes, conditions, functions; and one
 * whose resources depend on each other in a circle. Nothing is evaluated.
 */
export function validateTemplate(template: Template, types: ResourceTypes): void {
  validateParameterDefinitions(template.parameters);
  refuseUnknownTypes(template, types);
  refuseUnsupportedFunctions(template);
  refuseUnknownNames(template, types);
  refuseUnknownConditions(template);
  const cycle = cyclicNodes(resourceDependencies(template, new Set(template.resources.keys())));
  if (cycle.length > 0) {
    throw validationError(`Circular dependency between resources: [${cycle.join(", ")}]`);
  }
}

function refuseUnknownTypes(template: Template, types: ResourceTypes): void {
  const all = [...template.resources.values()].map(({ type }) => type);
  const unknown = [...new Set(all)].filter((type) => types.attributes(type) === undefined);
  if (unknown.length === 0) return;
  throw validationError(
    `Template format error: Unrecognized resource types: [${unknown.join(", ")}] (the local account does not support them)`,
  );
}

function refuseUnsupportedFunctions(template: Template): void {
  for (const [where, value] of values(template)) {
    const name = unsupportedFunction(value);
    if (name !== undefined)
      throw validationError(`Template error: ${name} in ${where} is not supported by the local account`);
  }
}

function refuseUnknownNames(template: Template, types: ResourceTypes): void {
  const names = new Set<string>([
    ...template.parameters.keys(),
    ...template.resources.keys(),
    ...PSEUDO_PARAMETERS,
  ]);
  for (const [where, value, block] of values(template)) {
    for (const { name, attribute } of references(value)) {
      if (attribute === undefined) {
        if (names.has(name) && !(block === "Conditions" && template.resources.has(name))) continue;
        throw unresolved([name], block);
      }
      const resource = template.resources.get(name);
      if (resource === undefined) {
        throw validationError(`Template error: instance of Fn::GetAtt references undefined resource ${name}`);
      }
      if (block === "Conditions") throw unresolved([name], block);
      if (!types.attributes(resource.type)?.includes(attribute)) {
        throw validationError(
          `Template error: resource ${name} does not support attribute type ${attribute} in Fn::GetAtt (in ${where}; ${resource.type} has ${types.attributes(resource.type)?.join(", ") || "none"})`,
        );
      }
    }
  }
  const missing = [...template.resources.values()].flatMap(({ dependsOn }) => dependsOn);
  const undefinedNames = missing.filter((name) => !template.resources.has(name));
  if (undefinedNames.length > 0) throw unresolved(undefinedNames, "Resources");
}

function refuseUnknownConditions(template: Template): void {
  for (const [name, { condition }] of [...template.resources, ...template.outputs]) {
    if (condition !== undefined && !template.conditions.has(condition)) {
      throw validationError(`Template format error: Unresolved condition dependency ${condition} of ${name}`);
    }
  }
}

function unresolved(names: readonly string[], block: string): Error {
  const rule = block === "Conditions" ? "Unresolved dependencies" : "Unresolved resource dependencies";
  const hint =
    block === "Conditions"
      ? ". Cannot reference resources in the Conditions block of the template"
      : ` in the ${block} block of the template`;
  return validationError(`Template format error: ${rule} [${names.join(", ")}]${hint}`);
}

/** Every value of the template in which functions may stand. */
function values(template: Template): [where: string, value: Json, block: string][] {
  return [
    ...[...template.resources].map(([name, { properties }]): [string, Json, string] => [
      `resource ${name}`,
      properties,
      "Resources",
    ]),
    ...[...template.outputs].flatMap(([name, output]): [string, Json, string][] => [
      [`output ${name}`, output.value, "Outputs"],
      ...(output.exportName === undefined
        ? []
        : [[`export name of output ${name}`, output.exportName, "Outputs"] as [string, Json, string]]),
    ]),
    ...[...template.conditions].map(([name, value]): [string, Json, string] => [
      `condition ${name}`,
      value,
      "Conditions",
    ]),
  ];
}

/** Name of the first function in a value that cannot be evaluated here; dynamic references count as functions. */
function unsupportedFunction(value: Json): string | undefined {
  if (typeof value === "string")
    return value.includes("{{resolve:") ? `dynamic reference "${value}"` : undefined;
  if (Array.isArray(value)) return first(value, unsupportedFunction);
  if (!isObject(value)) return undefined;
  const unknown = Object.keys(value).find((key) => key.startsWith("Fn::") && !isSupportedIntrinsic(key));
  return unknown ?? first(Object.values(value), unsupportedFunction);
}

function first<T, U>(list: readonly T[], find: (item: T) => U | undefined): U | undefined {
  for (const item of list) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
