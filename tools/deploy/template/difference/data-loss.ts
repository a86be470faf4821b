import { own } from "../../json/own";
import type { ResourceTypes } from "../resource-types/types";
import type { Replacement } from "./replacement";
import type { Resolved } from "./resources";

/** Policies that keep the data when the resource is removed. */
const KEEPS = new Set<unknown>(["Retain", "RetainExceptOnCreate", "Snapshot"]);

/**
 * Whether the data of a removed resource are lost. The deployed template's policy applies.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
 */
export function losesByRemoval(resource: Resolved, types: ResourceTypes): boolean {
  return (
    isStateful(resource, types) && !KEEPS.has(resource.DeletionPolicy ?? defaultDeletionPolicy(resource))
  );
}

/**
 * Whether replacing a resource loses its data, or may. Both templates have to keep them, since CloudFormation does not document
 * which one's policy applies.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatereplacepolicy.html
 */
export function losesByReplacement(
  from: Resolved,
  to: Resolved,
  replacement: Replacement,
  types: ResourceTypes,
): boolean {
  if (replacement === "no" || !isStateful(from, types)) return false;
  return ![from, to].every(({ UpdateReplacePolicy }) => KEEPS.has(UpdateReplacePolicy));
}

function isStateful({ Type }: Resolved, types: ResourceTypes): boolean {
  return own(types.types, Type)?.stateful ?? false;
}

/** By default databases are kept as snapshots when removed, but not when replaced. */
function defaultDeletionPolicy({ Type, Properties }: Resolved): string {
  const database = Type === "AWS::RDS::DBCluster" || Type === "AWS::RDS::DBInstance";
  return database && Properties?.DBClusterIdentifier === undefined ? "Snapshot" : "Delete";
}
