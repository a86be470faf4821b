import { isDeepStrictEqual } from "node:util";
import { own } from "../json/own";
import { LIVE } from "../model/observed";
import { Evaluation } from "./evaluation/evaluation";
import { textOf } from "./evaluation/text";
import { intrinsic, isRecord, type JsonObject, Masked } from "./evaluation/value";
import type { Instantiation } from "./template";

/** An alias `live` in a template. */
interface LiveAlias {
  readonly id: string;
  /** Logical id of its function. */
  readonly functionId: string;
  /** Logical id of the version that it is made with; undefined where that is given by its number. */
  readonly versionId: string | undefined;
  readonly properties: JsonObject;
}

/** Properties that an alias cannot be made without; all others are set by the deployer. */
const MADE_WITH = new Set(["Name", "FunctionName", "FunctionVersion"]);

/**
 * The template's text as CloudFormation is to get it: in it, no property of an alias `live` ever changes.
 *
 * Whichever property of an alias changes, CloudFormation sends all of them: the version, too, which in a template is the
 * placeholder. So an alias has one owner after its creation, and that is the deployer. CloudFormation makes it with nothing but what
 * it cannot be made without, and from then on is given the very properties that it has, and those of the version that it was made
 * with. A rollback then has nothing to undo, either.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-alias.html
 * @param deployed what stands there; undefined where the stack is to be created
 * @returns `body` itself where nothing in it has to be different
 */
export function withSettledAliases(
  body: string,
  wanted: Instantiation,
  deployed: Instantiation | undefined,
): string {
  const { resources: declared, outputs } = wanted.template;
  const resources = { ...declared } as unknown as Record<string, JsonObject>;
  for (const alias of liveAliases(wanted)) {
    settle(resources, alias, deployed);
    dropRenamedVersion(resources, outputs, alias, deployed);
  }
  if (isDeepStrictEqual(resources, declared)) return body;
  return JSON.stringify({ ...JSON.parse(body), Resources: resources });
}

/** Properties of the alias `live` of a function, by the function's logical id; undefined where the template has none. */
export function liveAliasOf(stack: Instantiation, functionId: string): JsonObject | undefined {
  return liveAliases(stack).find((alias) => alias.functionId === functionId)?.properties;
}

function liveAliases(stack: Instantiation): LiveAlias[] {
  const evaluation = new Evaluation(stack);
  return Object.entries(stack.template.resources).flatMap(([id, { Type, Properties = {} }]) => {
    if (Type !== "AWS::Lambda::Alias" || textOf(evaluation.value(Properties.Name)) !== LIVE) return [];
    const functionId = functionOf(evaluation, Properties.FunctionName);
    if (functionId === undefined) return [];
    const versionId = referred(evaluation.value(Properties.FunctionVersion));
    return [{ id, functionId, versionId, properties: Properties }];
  });
}

/** Logical id of the function that an alias names: by a reference, or by the function's own name. */
function functionOf(evaluation: Evaluation, value: unknown): string | undefined {
  const resolved = evaluation.value(value);
  const name = textOf(resolved);
  if (name === undefined) return referred(resolved);
  const found = Object.entries(evaluation.instantiation.template.resources).find(
    ([, { Type, Properties }]) =>
      Type === "AWS::Lambda::Function" && textOf(evaluation.value(Properties?.FunctionName)) === name,
  );
  return found?.[0];
}

/** Gives an alias, and the version that it was made with, the properties that they have. What else is said of them may change. */
function settle(
  resources: Record<string, JsonObject>,
  alias: LiveAlias,
  deployed: Instantiation | undefined,
): void {
  const { id, versionId, properties } = alias;
  const twin = twinOf(alias, deployed);
  if (!twin || !deployed) {
    resources[id] = { ...resources[id], Properties: bare(properties) };
    return;
  }
  resources[id] = { ...resources[id], Properties: literal(twin.properties, deployed) };
  const version = twin.versionId === undefined ? undefined : own(deployed.template.resources, twin.versionId);
  if (twin.versionId === undefined || !version) return;
  // Nothing else of it is taken from what stands there: it may name what the wanted template no longer has.
  const said = versionId === undefined ? {} : own(resources, versionId);
  resources[twin.versionId] = { Type: version.Type, ...said, Properties: version.Properties };
}

/** The alias as it stands, if it is the same one. */
function twinOf({ id, functionId }: LiveAlias, deployed: Instantiation | undefined): LiveAlias | undefined {
  const twin = deployed && liveAliases(deployed).find((one) => one.id === id);
  return twin?.functionId === functionId ? twin : undefined;
}

/**
 * Takes out a version that has another logical id than the one with which the alias was made: it would be another version, and Lambda has
 * nothing to make one of. Not where anything else names it.
 */
function dropRenamedVersion(
  resources: Record<string, JsonObject>,
  outputs: Instantiation["template"]["outputs"],
  alias: LiveAlias,
  deployed: Instantiation | undefined,
): void {
  const { versionId } = alias;
  const twin = twinOf(alias, deployed);
  if (versionId === undefined || twin?.versionId === undefined || versionId === twin.versionId) return;
  const { [versionId]: renamed, ...others } = resources;
  // Also in the text of an `Fn::Sub`.
  const words = JSON.stringify([others, outputs]).split(/[^A-Za-z0-9]+/);
  if (!words.includes(versionId)) delete resources[versionId];
}

function bare(properties: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => MADE_WITH.has(name)));
}

/** What CloudFormation shows in place of a hidden parameter. */
const HIDDEN = "****";

/** The properties with the values that they have: a parameter's might change, although the text does not. */
function literal(properties: JsonObject, deployed: Instantiation): JsonObject {
  const evaluation = new Evaluation(deployed);
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      const found = MADE_WITH.has(name) ? value : evaluation.value(value);
      // What is not shown to people is no secret of CloudFormation's, unless it hides it as well.
      const now = found instanceof Masked && !found.value.includes(HIDDEN) ? found.value : found;
      return [name, isPlain(now) ? now : value];
    }),
  );
}

function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value !== undefined;
  if (Array.isArray(value)) return value.every(isPlain);
  return isRecord(value) && intrinsic(value) === undefined && Object.values(value).every(isPlain);
}

/** The logical id in `Ref` or `Fn::GetAtt`. */
function referred(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  const target = value.Ref ?? value["Fn::GetAtt"];
  const id: unknown = Array.isArray(target) ? target[0] : target;
  return typeof id === "string" ? id.split(".")[0] : undefined;
}
