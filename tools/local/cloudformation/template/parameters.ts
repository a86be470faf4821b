import type { Json, JsonObject } from "./json";
import { validationError } from "./template-error";

/** A parameter as a request gives it. */
export interface GivenParameter {
  readonly key: string;
  readonly value?: string | undefined;
  readonly usePreviousValue?: boolean | undefined;
}

/** What a client sees in place of the value of a `NoEcho` parameter. */
export const MASKED = "****";

const LIST_TYPES = ["CommaDelimitedList", "List<Number>"];
const NUMBER_TYPES = ["Number", "List<Number>"];
const TYPES = ["String", ...LIST_TYPES, "Number"];
const MEMBERS = [
  "Type",
  "Default",
  "Description",
  "AllowedValues",
  "AllowedPattern",
  "ConstraintDescription",
  "MinLength",
  "MaxLength",
  "MinValue",
  "MaxValue",
  "NoEcho",
];

/** Checks the declarations of a template's parameters. */
export function validateParameterDefinitions(definitions: ReadonlyMap<string, JsonObject>): void {
  for (const [name, definition] of definitions) {
    const extra = Object.keys(definition).find((member) => !MEMBERS.includes(member));
    if (extra !== undefined) {
      throw validationError(`Invalid template parameter property '${extra}' of parameter ${name}`);
    }
    if (!TYPES.includes(String(definition.Type))) {
      const type = String(definition.Type);
      throw validationError(
        `Template format error: parameter ${name} has type ${type}; the local account supports ${TYPES.join(", ")}`,
      );
    }
  }
}

/**
 * The value of each declared parameter: the one given, the previous one where the request says so, else the default.
 * Refuses values that break the parameter's constraints, and parameters that the template does not declare.
 */
export function resolveParameters(
  definitions: ReadonlyMap<string, JsonObject>,
  given: readonly GivenParameter[],
  previous: ReadonlyMap<string, string>,
): Map<string, string> {
  const byKey = new Map(given.map((parameter) => [parameter.key, parameter]));
  const unknown = [...byKey.keys()].filter((key) => !definitions.has(key));
  if (unknown.length > 0) {
    throw validationError(`Parameters: [${unknown.join(", ")}] do not exist in the template`);
  }
  const values = new Map<string, string>();
  const missing: string[] = [];
  for (const [name, definition] of definitions) {
    const value = effectiveValue(name, definition, byKey.get(name), previous);
    if (value === undefined) missing.push(name);
    else values.set(name, value);
  }
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(", ")}] must have values`);
  for (const [name, value] of values) checkConstraints(name, value, definitions.get(name) as JsonObject);
  return values;
}

/** The parameter's value as `Ref` gives it: a list for the list types. */
export function parameterValue(definition: JsonObject, value: string): string | readonly string[] {
  return isList(definition) ? value.split(",").map((item) => item.trim()) : value;
}

/** Whether the value must not be shown. */
export function isNoEcho(definition: JsonObject | undefined): boolean {
  return String(definition?.NoEcho).toLowerCase() === "true";
}

function effectiveValue(
  name: string,
  definition: JsonObject,
  given: GivenParameter | undefined,
  previous: ReadonlyMap<string, string>,
): string | undefined {
  if (given?.usePreviousValue) {
    const value = previous.get(name);
    if (value !== undefined) return value;
    throw validationError(
      `Invalid input for parameter key ${name}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
    );
  }
  if (given?.value !== undefined) return given.value;
  return definition.Default === undefined ? undefined : String(definition.Default);
}

function checkConstraints(name: string, value: string, definition: JsonObject): void {
  const broken = brokenConstraint(name, value, definition);
  if (broken === undefined) return;
  const described = definition.ConstraintDescription;
  throw validationError(
    described === undefined ? broken : `Parameter ${name} failed to satisfy constraint: ${String(described)}`,
  );
}

function brokenConstraint(name: string, value: string, definition: JsonObject): string | undefined {
  const values = isList(definition) ? value.split(",").map((item) => item.trim()) : [value];
  if (NUMBER_TYPES.includes(String(definition.Type)) && !values.every(isNumber)) {
    return `Parameter '${name}' must be a number.`;
  }
  const allowed = definition.AllowedValues;
  if (Array.isArray(allowed) && !values.every((item) => allowed.some((one: Json) => String(one) === item))) {
    return `Parameter '${name}' must be one of AllowedValues`;
  }
  const pattern = definition.AllowedPattern;
  if (pattern !== undefined && !values.every((item) => new RegExp(`^(?:${String(pattern)})$`).test(item))) {
    return `Parameter '${name}' must match pattern ${String(pattern)}`;
  }
  if (value.length < bound(definition.MinLength, 0)) {
    return `Parameter '${name}' must contain at least ${String(definition.MinLength)} characters`;
  }
  if (value.length > bound(definition.MaxLength, 4096)) {
    return `Parameter '${name}' must contain at most ${bound(definition.MaxLength, 4096)} characters`;
  }
  if (
    !values.every((item) => Number(item) >= bound(definition.MinValue, -Infinity)) &&
    definition.MinValue !== undefined
  ) {
    return `Parameter '${name}' must be a number not less than ${String(definition.MinValue)}`;
  }
  if (
    !values.every((item) => Number(item) <= bound(definition.MaxValue, Infinity)) &&
    definition.MaxValue !== undefined
  ) {
    return `Parameter '${name}' must be a number not greater than ${String(definition.MaxValue)}`;
  }
  return undefined;
}

function isList(definition: JsonObject): boolean {
  return LIST_TYPES.includes(String(definition.Type));
}

function isNumber(value: string): boolean {
  return value.trim() !== "" && Number.isFinite(Number(value));
}

function bound(limit: Json | undefined, otherwise: number): number {
  return limit === undefined ? otherwise : Number(limit);
}
