import { isDeepStrictEqual } from "node:util";
import { substitutionParts } from "./evaluation/text";
import { findFunction, type Instantiation } from "./template";

/**
 * Whether a stack update would change the function's own properties: by their text, or by a parameter, mapping or condition
 * that they use. What reaches it by way of a replaced resource is for the difference of the templates to say.
 */
export function functionChanges(name: string, from: Instantiation, to: Instantiation): boolean {
  return !isDeepStrictEqual(effective(name, from), effective(name, to));
}

interface Effective {
  readonly properties: unknown;
  /** Everything outside the resource that its properties rest on, by section and name. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

function effective(name: string, { template, parameters }: Instantiation): Effective | undefined {
  const resource = findFunction(template, name);
  if (!resource) return undefined;
  const inputs: Record<string, unknown> = {};
  const condition = (key: string): void => {
    if (`condition ${key}` in inputs) return;
    inputs[`condition ${key}`] = template.conditions[key];
    visit(template.conditions[key]);
  };
  const reference = (key: string): void => {
    if (key in template.parameters) inputs[`parameter ${key}`] = parameters[key];
  };
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === "object" && value !== null) {
      for (const [key, member] of Object.entries(value)) {
        if (key === "Ref") reference(String(member));
        else if (key === "Condition" && typeof member === "string") condition(member);
        else if (key === "Fn::If" && Array.isArray(member)) condition(String(member[0]));
        else if (key === "Fn::FindInMap" && Array.isArray(member)) {
          inputs[`mapping ${member[0]}`] = template.mappings[String(member[0])];
        } else if (key === "Fn::Sub") substitutions(member).forEach(reference);
        visit(member);
      }
    }
  };
  visit(resource.Properties);
  if (resource.Condition) condition(resource.Condition);
  return { properties: { ...resource.Properties, Code: undefined }, inputs };
}

/** Names in the `${…}` of an `Fn::Sub`. */
function substitutions(argument: unknown): string[] {
  const text = Array.isArray(argument) ? argument[0] : argument;
  return typeof text === "string"
    ? [...substitutionParts(text)].flatMap((part) => ("name" in part ? part.name : []))
    : [];
}
