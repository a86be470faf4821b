import { FerryError } from "../error";
import type { FunctionArtifact } from "../manifest/service";
import { Evaluation } from "../template/evaluation/evaluation";
import { textOf } from "../template/evaluation/text";
import { liveAliasOf } from "../template/live-alias";
import { findFunctionId, type Instantiation } from "../template/template";

/** What the alias `live` is to have beside its version. The deployer sets it, since a stack update would move the alias. */
export interface AliasSettings {
  /** Empty for none. */
  readonly description: string;
}

const SETTABLE = new Set(["Name", "FunctionName", "FunctionVersion", "Description"]);

/**
 * What the template says of a function's alias.
 * @throws FerryError `TemplateInvalid` for what the deployer does not set
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
    next: "take that out of stack.ts: the alias is the deployer's, and CloudFormation would move it to the placeholder with any change",
  });
}
