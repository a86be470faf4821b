import { property } from "../../protocol/property";
import type { ResourceProvider } from "../../resources/provider";
import { Blueprint } from "../stack/blueprint";
import { checkProperties } from "../stack/properties";
import type { Deployment, OutputRecord, ResourceRecord } from "../stack/records";
import { type PropertyChange, propertyChanges, tagsDiffer } from "../stack/resource-diff";
import { dependencyOrder } from "../template/graph";
import { Unknown, type Value } from "../template/intrinsics";
import { sameValue } from "../template/json";
import type { StackIdentity } from "../template/scope";
import { parseTemplate, type ResourceDefinition } from "../template/template";
import { validationError } from "../template/template-error";
import { changeDetails, type PreviousDeployment } from "./details";
import type { ChangeDetail, ResourceChange } from "./record";
import { changeContexts, hiddenValues } from "./values";

/** A stack as it is, for finding out what a deployment would change in it. */
export interface CurrentStack {
  readonly identity: StackIdentity;
  /** Absent for a stack that has never been deployed. */
  readonly deployed?: Deployment;
  readonly resources: readonly ResourceRecord[];
  readonly outputs: readonly OutputRecord[];
}

export interface PlannedChanges {
  readonly changes: readonly ResourceChange[];
  /** Names of the exports that the deployment uses. */
  readonly imports: readonly string[];
  /** Whether executing it would change anything, be it only outputs or the stack's tags. */
  readonly changesAnything: boolean;
}

/** How a resource changes, as far as that is known before the operation runs. */
type ChangeKind = "same" | "modified" | "replaced" | "maybe-replaced" | "added";

/**
 * What a deployment would change in a stack. Evaluates the template as far as possible without running it, and refuses what is already
 * known to be wrong: properties, parameters, imports.
 */
export function planChanges(
  deployment: Deployment,
  stack: CurrentStack,
  providers: ReadonlyMap<string, ResourceProvider>,
  exported: (name: string) => string | undefined,
): PlannedChanges {
  const current = new Map(stack.resources.map((record) => [record.logicalId, record]));
  const kinds = new Map<string, ChangeKind>();
  const resource = (logicalId: string, attribute: string | undefined): Value =>
    plannedValue(logicalId, attribute, kinds.get(logicalId) ?? "added", current.get(logicalId));
  const blueprint = new Blueprint(deployment, stack.identity, { resource, exported });
  refuseChangedTypes(blueprint, current);
  const previous = previousDeployment(stack.deployed);
  const planned = new Map<string, ResourceChange>();
  for (const logicalId of dependencyOrder(blueprint.dependencies)) {
    const change = plan(logicalId, blueprint, current.get(logicalId), previous, providers);
    kinds.set(logicalId, kindOf(change));
    if (change !== undefined) planned.set(logicalId, change);
  }
  const inTemplateOrder = [...blueprint.active].flatMap((logicalId) => planned.get(logicalId) ?? []);
  const removed = stack.resources.filter(({ logicalId }) => !blueprint.active.has(logicalId)).map(removal);
  const hidden = [
    ...hiddenValues(blueprint.template, deployment.parameters),
    ...hiddenValues(previous.template, previous.parameters),
  ];
  const changes = [...inTemplateOrder, ...removed].map((change): ResourceChange => {
    const before = current.get(change.LogicalResourceId)?.properties;
    const after = change.Action === "Remove" ? undefined : blueprint.properties(change.LogicalResourceId);
    return { ...change, ...changeContexts(before, after, hidden) };
  });
  const outputs = blueprint.outputs();
  const changesAnything =
    changes.length > 0 ||
    !sameValue(outputs, stack.outputs) ||
    tagsDiffer(stack.deployed?.tags ?? {}, deployment.tags);
  return { changes, imports: blueprint.imports, changesAnything };
}

function plan(
  logicalId: string,
  blueprint: Blueprint,
  current: ResourceRecord | undefined,
  previous: PreviousDeployment,
  providers: ReadonlyMap<string, ResourceProvider>,
): ResourceChange | undefined {
  const definition = blueprint.definition(logicalId);
  const provider = providers.get(definition.type);
  if (provider === undefined) throw validationError(`Unrecognized resource type: ${definition.type}`);
  const properties = blueprint.properties(logicalId);
  checkProperties(provider, logicalId, properties);
  const identity = { LogicalResourceId: logicalId, ResourceType: definition.type };
  if (current === undefined) return { Action: "Add", ...identity, Scope: [], Details: [] };
  const changed = propertyChanges(provider, current.properties, properties);
  const details = [
    ...changed.flatMap((change) => changeDetails(change, logicalId, definition, blueprint, previous)),
    ...(tagsDiffer(current.tags, blueprint.tags(logicalId, provider, properties))
      ? [attributeDetail("Tags")]
      : []),
    ...declaredDetails(current, definition),
  ];
  if (details.length === 0) return undefined;
  const replacement = replacementOf(changed);
  const policy = definition.updateReplacePolicy === "Delete" ? "ReplaceAndDelete" : "ReplaceAndRetain";
  return {
    ...(replacement === "True" ? { PolicyAction: policy } : {}),
    Action: "Modify",
    ...identity,
    PhysicalResourceId: current.physicalId,
    Replacement: replacement,
    Scope: [...new Set(details.map(({ Target }) => Target.Attribute))],
    Details: details,
  };
}

function removal({ logicalId, physicalId, type, deletionPolicy }: ResourceRecord): ResourceChange {
  return {
    PolicyAction: deletionPolicy === "Delete" ? "Delete" : "Retain",
    Action: "Remove",
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    Scope: [],
    Details: [],
  };
}

/** The value of a reference, as far as it is known before the operation runs. */
function plannedValue(
  logicalId: string,
  attribute: string | undefined,
  kind: ChangeKind,
  record: ResourceRecord | undefined,
): Value {
  const cause = { name: logicalId, ...(attribute === undefined ? {} : { attribute }) };
  if (record === undefined || kind === "added" || kind === "replaced")
    return new Unknown([{ ...cause, changes: true }]);
  const value = attribute === undefined ? record.physicalId : property(record.attributes, attribute);
  // An attribute of a resource that is changed in place may change with it; its physical id does not.
  if (value === undefined || kind === "maybe-replaced" || (kind === "modified" && attribute !== undefined)) {
    return new Unknown([{ ...cause, changes: false }]);
  }
  return value;
}

function kindOf(change: ResourceChange | undefined): ChangeKind {
  if (change === undefined) return "same";
  if (change.Action === "Add") return "added";
  if (change.Replacement === "True") return "replaced";
  if (change.Replacement === "Conditional") return "maybe-replaced";
  return change.Scope.includes("Properties") ? "modified" : "same";
}

function replacementOf(changes: readonly PropertyChange[]): "True" | "False" | "Conditional" {
  const replacing = changes.filter(({ requiresReplacement }) => requiresReplacement);
  if (replacing.some(({ certain }) => certain)) return "True";
  return replacing.length > 0 ? "Conditional" : "False";
}

function declaredDetails(current: ResourceRecord, definition: ResourceDefinition): ChangeDetail[] {
  return [
    ...(sameValue(current.metadata, definition.metadata) ? [] : [attributeDetail("Metadata")]),
    ...(current.deletionPolicy === definition.deletionPolicy ? [] : [attributeDetail("DeletionPolicy")]),
    ...(current.updateReplacePolicy === definition.updateReplacePolicy
      ? []
      : [attributeDetail("UpdateReplacePolicy")]),
  ];
}

function attributeDetail(
  Attribute: Exclude<ChangeDetail["Target"]["Attribute"], "Properties">,
): ChangeDetail {
  return {
    Target: { Attribute, RequiresRecreation: "Never" },
    Evaluation: "Static",
    ChangeSource: "DirectModification",
  };
}

function previousDeployment(deployed: Deployment | undefined): PreviousDeployment {
  return deployed === undefined
    ? { parameters: {} }
    : { template: parseTemplate(deployed.template), parameters: deployed.parameters };
}

function refuseChangedTypes(blueprint: Blueprint, current: ReadonlyMap<string, ResourceRecord>): void {
  const changed = [...blueprint.active].filter((logicalId) => {
    const record = current.get(logicalId);
    return record !== undefined && record.type !== blueprint.definition(logicalId).type;
  });
  if (changed.length === 0) return;
  throw validationError(
    `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${changed.join(", ")}]`,
  );
}
