import { own } from "../../json/own";
import type { ResourceTypes } from "../resource-types/types";
import type { Replacement } from "./replacement";
import type { Resolved } from "./resources";

/** Policies under which the data outlive the resource. */
const KEEPS = new Set<unknown>(["Retain", "RetainExceptOnCreate", "Snapshot"]);

/**
 * Whether the data of a removed resource are lost. CloudFormation goes by the deployed template's policy then.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
 */
export function losesByRemoval(resource: Resolved, types: ResourceTypes): boolean {
  return (
    isStateful(resource, types) && !KEEPS.has(resource.DeletionPolicy ?? defaultDeletionPolicy(resource))
  );
}

/**
 * Whether the data of a resource are lost, or may be, as it is replaced. Both templates have to keep them, since the policy is no
 * part of what CloudFormation promises to take from the one or the other.
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

/** Databases are kept as snapshots unless the template says otherwise, but only when they are removed. */
function defaultDeletionPolicy({ Type, Properties }: Resolved): string {
  const database = Type === "AWS::RDS::DBCluster" || Type === "AWS::RDS::DBInstance";
  return database && Properties?.DBClusterIdentifier === undefined ? "Snapshot" : "Delete";
}
