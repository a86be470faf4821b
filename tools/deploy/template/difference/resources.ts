import type { Evaluation } from "../evaluation/evaluation";
import type { JsonObject } from "../evaluation/value";
import type { ResourceTypes } from "../resource-types/types";
import type { TemplateResource } from "../template";
import type { PropertyChange } from "./difference";
import { type Leaf, leaves } from "./leaves";
import { type Replacement, replacementBy } from "./replacement";
import { HIDDEN, redact } from "./secret";
import { short } from "./short";

/** Members of a resource whose changes are reported. */
const MEMBERS = [
  "Type",
  "Properties",
  "DeletionPolicy",
  "UpdateReplacePolicy",
  "DependsOn",
  "Metadata",
] as const;

/** A resource with resolved members. */
export type Resolved = JsonObject & { readonly Type: string; readonly Properties?: JsonObject };

/** The resources that the template creates with its parameters. */
export function resolvedResources(evaluation: Evaluation): ReadonlyMap<string, Resolved> {
  return new Map(evaluation.resources().map(([id, resource]) => [id, resolve(resource, evaluation)]));
}

/** The resources that certainly exist: a condition's outcome may be unknown. */
export function certain(
  resources: ReadonlyMap<string, Resolved>,
  evaluation: Evaluation,
): ReadonlyMap<string, Resolved> {
  const declared = evaluation.instantiation.template.resources;
  return new Map(
    [...resources].filter(([id]) => {
      const condition = declared[id]?.Condition;
      return condition === undefined || evaluation.condition(condition) === true;
    }),
  );
}

function resolve(resource: TemplateResource, evaluation: Evaluation): Resolved {
  const members = MEMBERS.map((name) => [name, evaluation.value((resource as unknown as JsonObject)[name])]);
  return Object.fromEntries(members.filter(([, value]) => value !== undefined)) as Resolved;
}

/** The differences between two states of one resource, and whether each replaces it. */
export function propertyChanges(from: Resolved, to: Resolved, types: ResourceTypes): PropertyChange[] {
  return [...leaves(from, to)].map((leaf) => propertyChange(leaf, to.Type, impact(leaf, from, types)));
}

/** A change of the type makes another resource. Otherwise, only properties can replace a resource. */
function impact(
  { path: [member, ...path], from, to }: Leaf,
  { Type }: Resolved,
  types: ResourceTypes,
): Replacement {
  if (member === "Type") return "yes";
  if (member !== "Properties") return "no";
  return replacementBy(types, Type, path, from !== undefined && to !== undefined);
}

function propertyChange({ path, from, to }: Leaf, type: string, replacement: Replacement): PropertyChange {
  return { path: pathText(path), ...valueChange(type, path, from, to), replacement };
}

/** Short forms of both values, or that they are hidden. A value that differs only in hidden parts is reported as hidden. */
export function valueChange(
  type: string,
  path: readonly string[],
  from: unknown,
  to: unknown,
): Pick<PropertyChange, "from" | "to" | "hidden"> {
  const [before, after] = [from, to].map((value) => {
    const safe = redact(type, path, value);
    return safe === undefined ? undefined : short(safe);
  });
  if (before === after) return { hidden: true };
  const hidden = [before, after].every((one) => one === undefined || one === HIDDEN);
  return {
    ...(before === undefined ? {} : { from: before }),
    ...(after === undefined ? {} : { to: after }),
    ...(hidden ? { hidden } : {}),
  };
}

/** `Properties.Tags[team].Value`. */
export function pathText(path: readonly string[]): string {
  return path.reduce(
    (text, segment) => (segment.startsWith("[") || text === "" ? text + segment : `${text}.${segment}`),
    "",
  );
}
