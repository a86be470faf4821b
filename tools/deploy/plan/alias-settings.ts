import { FerryError } from "../error";
import type { FunctionArtifact } from "../manifest/service";
import { Evaluation } from "../template/evaluation/evaluation";
import { textOf } from "../template/evaluation/text";
import { liveAliasOf } from "../template/live-alias";
import { findFunctionId, type Instantiation } from "../template/template";

/** Settings of the alias `live` besides its version. The deployer sets them, since a stack update would move the alias. */
export interface AliasSettings {
  /** Empty for none. */
  readonly description: string;
}

const SETTABLE = new Set(["Name", "FunctionName", "FunctionVersion", "Description"]);

/**
 * The settings that the template gives a function's alias.
 * @throws FerryError `TemplateInvalid` for settings that the deployer does not support
 */
export function aliasSettings(artifact: FunctionArtifact, stack: Instantiation): AliasSettings {
  const functionId = findFunctionId(stack.template, artifact.name);
  const properties = (functionId === undefined ? undefined : liveAliasOf(stack, functionId)) ?? {};
  const other = Object.keys(properties).find((name) => !SETTABLE.has(name));
  if (other !== undefined) throw refusal(artifact, `has ${other}, which Ferry does not set`);
  const description = new Evaluation(stack).value(properties.Description);
  const text = description === undefined ? "" : textOf(description);
  if (text === undefined)
    throw refusal(artifact, "has a Description that is not known before the deployment");
  return { description: text };
}

function refusal({ name }: FunctionArtifact, what: string): FerryError {
  return new FerryError("TemplateInvalid", `the alias live of the function ${name} ${what}`, {
    next: "remove that from stack.ts: the deployer manages the alias, and CloudFormation would move it to the placeholder with any change",
  });
}
