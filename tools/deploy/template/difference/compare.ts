import { Evaluation } from "../evaluation/evaluation";
import type { ResourceTypes } from "../resource-types/types";
import type { Instantiation } from "../template";
import { type Draft, followReplacements, replacementOf } from "./cascade";
import { losesByRemoval, losesByReplacement } from "./data-loss";
import type { ResourceChange, TemplateDifference } from "./difference";
import { conditionChanges, outputChanges, parameterChanges } from "./named";
import { withRefusals } from "./refusals";
import { renames } from "./rename";
import { certain, propertyChanges, type Resolved, resolvedResources } from "./resources";

/** What a stack update from one instantiation to the other changes, as far as known. Contains no possibly secret values. */
export function templateDifference(
  from: Instantiation,
  to: Instantiation,
  types: ResourceTypes,
): TemplateDifference {
  const [before, after] = [new Evaluation(from), new Evaluation(to)];
  const [old, desired] = [resolvedResources(before), resolvedResources(after)];
  return {
    resources: withRefusals(
      resourceChanges(old, desired, types),
      certain(old, before),
      certain(desired, after),
      types,
    ),
    parameters: parameterChanges(before, after),
    outputs: outputChanges(before, after),
    conditions: conditionChanges(before, after),
  };
}

type Resources = ReadonlyMap<string, Resolved>;

function resourceChanges(from: Resources, to: Resources, types: ResourceTypes): ResourceChange[] {
  const removed = [...from].filter(([id]) => !to.has(id));
  const added = [...to].filter(([id]) => !from.has(id));
  const twins = renames(removed, added);
  const changes = [
    ...added.map(([id, resource]) => addition(id, resource, twins.get(id))),
    ...removed.map(([id, resource]) => removal(id, resource, types)),
    ...changesInPlace(from, to, types),
  ];
  return changes.sort((a, b) => (a.logicalId < b.logicalId ? -1 : 1));
}

function addition(logicalId: string, { Type }: Resolved, renamedFrom: string | undefined): ResourceChange {
  return {
    logicalId,
    type: Type,
    action: "add",
    replacement: "no",
    dataLoss: false,
    properties: [],
    ...(renamedFrom === undefined ? {} : { renamedFrom }),
  };
}

function removal(logicalId: string, resource: Resolved, types: ResourceTypes): ResourceChange {
  return {
    logicalId,
    type: resource.Type,
    action: "remove",
    replacement: "no",
    dataLoss: losesByRemoval(resource, types),
    properties: [],
  };
}

function changesInPlace(from: Resources, to: Resources, types: ResourceTypes): ResourceChange[] {
  const drafts: (Draft & { readonly from: Resolved })[] = [];
  for (const [id, before] of from) {
    const after = to.get(id);
    if (after)
      drafts.push({ id, from: before, to: after, properties: propertyChanges(before, after, types) });
  }
  followReplacements(drafts, types);
  return drafts
    .filter(({ properties }) => properties.length > 0)
    .map((draft) => {
      const replacement = replacementOf(draft);
      return {
        logicalId: draft.id,
        type: draft.to.Type,
        action: replacement === "yes" ? "replace" : "change",
        replacement,
        dataLoss: losesByReplacement(draft.from, draft.to, replacement, types),
        properties: draft.properties,
      };
    });
}
