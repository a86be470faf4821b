import type { Property, PropertyType, Resource, SpecDatabase } from "@aws-cdk/service-spec-types";
import { ALSO_NAMED, type Naming } from "./also-named";
import { ALSO_REPLACING } from "./also-replacing";
import { ALSO_STATEFUL } from "./also-stateful";
import type { ResourceType, ResourceTypes } from "./types";

/** The database, reduced to what comparing templates needs. Types and paths are sorted, so the output is deterministic. */
export function compile(database: SpecDatabase): ResourceTypes {
  const resources = [...database.all("resource")].sort((a, b) =>
    a.cloudFormationType < b.cloudFormationType ? -1 : 1,
  );
  return {
    version: 1,
    types: Object.fromEntries(resources.map((one) => [one.cloudFormationType, typeOf(one, database)])),
  };
}

function typeOf(resource: Resource, database: SpecDatabase): ResourceType {
  const yes = new Set((resource.additionalReplacementProperties ?? []).map((path) => path.join(".")));
  const also = ALSO_REPLACING[resource.cloudFormationType] ?? {};
  const maybe = new Set(also.maybe);
  for (const [path, impact] of impacts(resource.properties, [], [], database)) {
    if (impact === "yes") yes.add(path);
    else maybe.add(path);
  }
  return {
    ...(resource.isStateful || ALSO_STATEFUL.has(resource.cloudFormationType) ? { stateful: true } : {}),
    ...naming(resource),
    ...(yes.size === 0 ? {} : { yes: [...yes].sort() }),
    ...(also.exactly === undefined ? {} : { exactly: also.exactly }),
    ...(maybe.size === 0 ? {} : { maybe: [...maybe].sort() }),
  };
}

/** Properties whose change can replace the resource, including those of nested types, which may be recursive. */
function* impacts(
  properties: Readonly<Record<string, Property>>,
  path: readonly string[],
  within: readonly string[],
  database: SpecDatabase,
): Generator<[path: string, impact: "yes" | "maybe"]> {
  for (const [name, { causesReplacement, type }] of Object.entries(properties)) {
    const here = [...path, name];
    if (causesReplacement === "yes" || causesReplacement === "maybe")
      yield [here.join("."), causesReplacement];
    else {
      for (const { id, items } of references(type)) {
        if (within.includes(id)) continue;
        const definition = database.get("typeDefinition", id);
        yield* impacts(definition.properties, [...here, ...items], [...within, id], database);
      }
    }
  }
}

/** The type definitions that a type contains, each with a `*` for every list or map around it. */
function references(type: PropertyType): { readonly id: string; readonly items: readonly string[] }[] {
  switch (type.type) {
    case "ref":
      return [{ id: type.reference.$ref, items: [] }];
    case "array":
    case "map":
      return references(type.element).map(({ id, items }) => ({ id, items: ["*", ...items] }));
    case "union":
      return type.types.flatMap(references);
    default:
      return [];
  }
}

function naming(resource: Resource): Partial<Naming> {
  const name = nameProperty(resource);
  return name === undefined ? (ALSO_NAMED[resource.cloudFormationType] ?? {}) : { name };
}

/** The property that alone identifies the resource, if a template can set it. */
function nameProperty({ primaryIdentifier, properties }: Resource): string | undefined {
  const [name, ...others] = primaryIdentifier ?? [];
  const property = name === undefined || others.length > 0 ? undefined : properties[name];
  return property?.causesReplacement === "yes" && property.type.type === "string" ? name : undefined;
}
