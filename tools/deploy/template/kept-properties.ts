import { isDeepStrictEqual } from "node:util";
import { own } from "../json/own";
import { Evaluation } from "./evaluation/evaluation";
import { intrinsic, isRecord, type JsonObject, Masked } from "./evaluation/value";
import type { Instantiation } from "./template";

/** Properties that say which function and version is meant, by references. */
const REFERRING = new Set(["Name", "FunctionName", "FunctionVersion"]);

/**
 * The deployed properties of a resource. Their text may refer to what the new template no longer has, so that of the new one is
 * taken where it says the same.
 */
export function keptProperties(
  before: JsonObject = {},
  after: unknown,
  desired: Instantiation,
  deployed: Instantiation,
): JsonObject {
  const kept = literal(before, deployed);
  return isRecord(after) && isDeepStrictEqual(literal(after, desired), kept) ? after : kept;
}

/**
 * Gives a function the code that it was created with: the deployer has updated it since, and CloudFormation would put another
 * one, or a new placeholder, over that. A function that gets another name is created anew.
 */
export function keepCode(
  resources: Record<string, JsonObject>,
  functionId: string,
  desired: Instantiation,
  deployed: Instantiation,
): void {
  const { Properties: before } = own(deployed.template.resources, functionId) ?? {};
  const { Properties: after } = own(desired.template.resources, functionId) ?? {};
  if (before?.Code === undefined || after?.Code === undefined) return;
  const names = [
    new Evaluation(deployed).value(before.FunctionName),
    new Evaluation(desired).value(after.FunctionName),
  ];
  if (!isDeepStrictEqual(names[0], names[1])) return;
  const { Code } = keptProperties({ Code: before.Code }, { Code: after.Code }, desired, deployed);
  if (Code !== after.Code)
    resources[functionId] = { ...resources[functionId], Properties: { ...after, Code } };
}

/** CloudFormation's mask for a hidden parameter. */
const HIDDEN = "****";

/** The properties with their deployed values: a parameter's value might change although the text does not. */
export function literal(properties: JsonObject, deployed: Instantiation): JsonObject {
  const evaluation = new Evaluation(deployed);
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, value]) => {
      const found = REFERRING.has(name) ? value : evaluation.value(value);
      if (found === undefined) return [];
      // A masked value is known here, unless CloudFormation hides it as well.
      const now = found instanceof Masked && !found.value.includes(HIDDEN) ? found.value : found;
      return [[name, isPlain(now) ? now : value]];
    }),
  );
}

function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(isPlain);
  return isRecord(value) && intrinsic(value) === undefined && Object.values(value).every(isPlain);
}
