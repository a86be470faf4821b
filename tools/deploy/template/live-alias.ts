import { isDeepStrictEqual } from "node:util";
import { own } from "../json/own";
import { LIVE } from "../model/observed";
import { Evaluation } from "./evaluation/evaluation";
import { textOf } from "./evaluation/text";
import { isRecord, type JsonObject } from "./evaluation/value";
import { keepCode, keptProperties, literal } from "./kept-properties";
import type { Instantiation } from "./template";

/** An alias `live` in a template. */
interface LiveAlias {
  readonly id: string;
  /** Logical id of its function. */
  readonly functionId: string;
  /** Logical id of the version that it is created with; undefined if given by number. */
  readonly versionId: string | undefined;
  readonly properties: JsonObject;
}

/**
 * The template's text as sent to CloudFormation, in which no property of an alias `live` ever changes, nor the code of its
 * function.
 *
 * When any property of an alias changes, CloudFormation sends all of them, including the version, which in a template is the first
 * one. So after its creation the deployer alone manages the alias. CloudFormation is then always sent the properties that it was
 * created with, and those of the version that it was created with. A rollback then has nothing to undo either.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-alias.html
 * @param deployed the deployed stack; undefined if it is to be created
 * @returns `body` itself if nothing has to change
 */
export function withSettledAliases(
  body: string,
  desired: Instantiation,
  deployed: Instantiation | undefined,
): string {
  const { resources: declared, outputs } = desired.template;
  const resources = { ...declared } as unknown as Record<string, JsonObject>;
  for (const alias of liveAliases(desired)) {
    if (deployed) {
      keepCode(resources, alias.functionId, desired, deployed);
      keepProperties(resources, alias, desired, deployed);
    }
    dropRenamedVersion(resources, outputs, alias, deployed);
  }
  if (isDeepStrictEqual(resources, declared)) return body;
  return JSON.stringify({ ...JSON.parse(body), Resources: resources });
}

/** Properties of the alias `live` of a function, by the function's logical id; undefined if the template has none. */
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

/** Logical id of an alias's function, given by a reference or by the function's name. */
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

/** Gives an alias, and the version that it was created with, their deployed properties. Their other attributes may change. */
function keepProperties(
  resources: Record<string, JsonObject>,
  alias: LiveAlias,
  desired: Instantiation,
  deployed: Instantiation,
): void {
  const { id, versionId } = alias;
  const twin = twinOf(alias, deployed);
  if (!twin) return;
  resources[id] = { ...resources[id], Properties: literal(twin.properties, deployed) };
  const version = twin.versionId === undefined ? undefined : own(deployed.template.resources, twin.versionId);
  if (twin.versionId === undefined || !version) return;
  // Other attributes of the deployed version are not kept: they may refer to removed resources.
  const attributes = versionId === undefined ? {} : own(resources, versionId);
  const Properties = keptProperties(version.Properties, attributes?.Properties, desired, deployed);
  resources[twin.versionId] = { Type: version.Type, ...attributes, Properties };
}

/** The deployed alias, if it belongs to the same function. */
function twinOf({ id, functionId }: LiveAlias, deployed: Instantiation | undefined): LiveAlias | undefined {
  const twin = deployed && liveAliases(deployed).find((one) => one.id === id);
  return twin?.functionId === functionId ? twin : undefined;
}

/**
 * Removes a version whose logical id differs from the one that the alias was created with: it would be a second version of
 * unchanged code, which Lambda does not create. Kept if anything else refers to it.
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

/** The logical id in `Ref` or `Fn::GetAtt`. */
function referred(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  const target = value.Ref ?? value["Fn::GetAtt"];
  const id: unknown = Array.isArray(target) ? target[0] : target;
  return typeof id === "string" ? id.split(".")[0] : undefined;
}
