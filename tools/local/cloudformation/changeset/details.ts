import { property } from "../../protocol/property";
import type { Blueprint } from "../stack/blueprint";
import type { PropertyChange } from "../stack/resource-diff";
import { sameValue } from "../template/json";
import { references } from "../template/references";
import type { ResourceDefinition, Template } from "../template/template";
import type { ChangeDetail } from "./record";

/** What a stack was last deployed from. */
export interface PreviousDeployment {
  readonly template?: Template;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Why a property changes: because its text in the template does, a parameter that it refers to, or a resource.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChangeDetail.html
 */
export function changeDetails(
  change: PropertyChange,
  logicalId: string,
  definition: ResourceDefinition,
  blueprint: Blueprint,
  previous: PreviousDeployment,
): ChangeDetail[] {
  const Target = {
    Attribute: "Properties",
    Name: change.name,
    RequiresRecreation: change.requiresReplacement ? "Always" : "Never",
  } as const;
  const written = property(definition.properties, change.name);
  const before = property(previous.template?.resources.get(logicalId)?.properties ?? {}, change.name);
  const byResources = change.causes.map(
    ({ name, attribute, changes }): ChangeDetail => ({
      Target,
      Evaluation: changes && attribute === undefined ? "Static" : "Dynamic",
      ChangeSource: attribute === undefined ? "ResourceReference" : "ResourceAttribute",
      CausingEntity: attribute === undefined ? name : `${name}.${attribute}`,
    }),
  );
  const parameters = written === undefined ? [] : changedParameters(references(written), blueprint, previous);
  const byParameters = parameters.map(
    (name): ChangeDetail => ({
      Target,
      Evaluation: "Static",
      ChangeSource: "ParameterReference",
      CausingEntity: name,
    }),
  );
  const explained = [...byResources, ...byParameters];
  if (sameValue(written, before) && explained.length > 0) return explained;
  return [{ Target, Evaluation: "Static", ChangeSource: "DirectModification" }, ...explained];
}

function changedParameters(
  used: readonly { readonly name: string }[],
  { template, deployment }: Blueprint,
  previous: PreviousDeployment,
): string[] {
  const names = new Set(used.map(({ name }) => name).filter((name) => template.parameters.has(name)));
  return [...names].filter((name) => deployment.parameters[name] !== previous.parameters[name]);
}
