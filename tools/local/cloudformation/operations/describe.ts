import { z } from "zod";
import type { Deployment, ResourceRecord, StackEvent, StackRecord } from "../stack/records";
import { uniqueId } from "../stack/store";
import { isNoEcho, MASKED } from "../template/parameters";
import { parseTemplate } from "../template/template";
import { validationError } from "../template/template-error";
import { list } from "../wire/inputs";
import { requireStack } from "./find";
import { operation } from "./operation";
import { page } from "./page";

const NextToken = z.string().optional();
const NO_DRIFT = { StackDriftStatus: "NOT_CHECKED" };
const NO_RESOURCE_DRIFT = { StackResourceDriftStatus: "NOT_CHECKED" };

/** AWS's own: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const LIMITS = [
  { Name: "StackLimit", Value: 2_000 },
  { Name: "StackOutputsLimit", Value: 200 },
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeAccountLimits.html */
export const describeAccountLimits = operation(z.strictObject({ NextToken }), () => ({
  AccountLimits: LIMITS,
}));

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
export const describeStacks = operation(
  z.strictObject({ StackName: z.string().optional(), NextToken }),
  (input, { store }) => {
    if (input.StackName !== undefined)
      return { Stacks: [describeStack(requireStack(store, input.StackName))] };
    const live = store.stacks().filter(({ status }) => status !== "DELETE_COMPLETE");
    const { items, nextToken } = page(live, ({ stackId }) => stackId, input.NextToken);
    return { Stacks: items.map(describeStack), NextToken: nextToken };
  },
);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html */
export const listStacks = operation(
  z.strictObject({ StackStatusFilter: list(z.string()).optional(), NextToken }),
  (input, { store }) => {
    const wanted = input.StackStatusFilter ?? [];
    const all = store.stacks().filter(({ status }) => wanted.length === 0 || wanted.includes(status));
    const { items, nextToken } = page(all, ({ stackId }) => stackId, input.NextToken);
    return { StackSummaries: items.map(stackSummary), NextToken: nextToken };
  },
);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html */
export const describeStackEvents = operation(
  z.strictObject({ StackName: z.string(), NextToken }),
  (input, { store }) => {
    const stack = requireStack(store, input.StackName);
    const events = [...store.events.list(uniqueId(stack.stackId))].reverse();
    const { items, nextToken } = page(events, ({ eventId }) => eventId, input.NextToken);
    return { StackEvents: items.map((event) => describeEvent(event, stack)), NextToken: nextToken };
  },
);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResource.html */
export const describeStackResource = operation(
  z.strictObject({ StackName: z.string(), LogicalResourceId: z.string() }),
  (input, { store }) => {
    const stack = requireStack(store, input.StackName);
    const record = store.resource(stack.stackId, input.LogicalResourceId);
    if (record === undefined) {
      throw validationError(
        `Resource ${input.LogicalResourceId} does not exist for stack ${stack.stackName}`,
      );
    }
    return {
      StackResourceDetail: {
        ...describeResource(record, stack),
        LastUpdatedTimestamp: record.timestamp,
        Metadata: record.metadata === undefined ? undefined : JSON.stringify(record.metadata),
      },
    };
  },
);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html */
export const listStackResources = operation(
  z.strictObject({ StackName: z.string(), NextToken }),
  (input, { store }) => {
    const stack = requireStack(store, input.StackName);
    const { items, nextToken } = page(
      store.resources(stack.stackId),
      ({ logicalId }) => logicalId,
      input.NextToken,
    );
    const summaries = items.map((record) => {
      const { StackId: _, StackName: __, ...summary } = describeResource(record, stack);
      return { ...summary, LastUpdatedTimestamp: record.timestamp };
    });
    return { StackResourceSummaries: summaries, NextToken: nextToken };
  },
);

function describeStack(stack: StackRecord) {
  return {
    StackId: stack.stackId,
    StackName: stack.stackName,
    ChangeSetId: stack.changeSetId,
    Description:
      stack.deployed === undefined ? undefined : parseTemplate(stack.deployed.template).description,
    Parameters: stack.deployed === undefined ? [] : parameterList(stack.deployed),
    CreationTime: stack.createdAt,
    LastUpdatedTime: stack.updatedAt,
    DeletionTime: stack.deletedAt,
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    DisableRollback: stack.disableRollback,
    DeploymentConfig: stack.deploymentConfig,
    NotificationARNs: [],
    RollbackConfiguration: {},
    Capabilities: stack.deployed?.capabilities ?? [],
    Outputs: stack.outputs.map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: value,
      Description: description,
      ExportName: exportName,
    })),
    Tags: tagList(stack.deployed?.tags ?? {}),
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: NO_DRIFT,
  };
}

/** Parameters as the API shows them; values of `NoEcho` parameters are masked. */
export function parameterList({ template, parameters }: Deployment): object[] {
  const definitions = parseTemplate(template).parameters;
  return Object.entries(parameters).map(([ParameterKey, value]) => ({
    ParameterKey,
    ParameterValue: isNoEcho(definitions.get(ParameterKey)) ? MASKED : value,
  }));
}

export function tagList(tags: Readonly<Record<string, string>>): object[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function stackSummary(stack: StackRecord): object {
  const {
    StackId,
    StackName,
    CreationTime,
    LastUpdatedTime,
    DeletionTime,
    StackStatus,
    StackStatusReason,
    Description,
    DriftInformation,
  } = describeStack(stack);
  return {
    StackId,
    StackName,
    TemplateDescription: Description,
    CreationTime,
    LastUpdatedTime,
    DeletionTime,
    StackStatus,
    StackStatusReason,
    DriftInformation,
  };
}

function describeEvent(event: StackEvent, { stackId, stackName }: StackRecord): object {
  return {
    StackId: stackId,
    EventId: event.eventId,
    StackName: stackName,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: event.timestamp,
    ResourceStatus: event.status,
    ResourceStatusReason: event.statusReason,
    ResourceProperties: event.properties,
    ClientRequestToken: event.token,
  };
}

function describeResource(record: ResourceRecord, { stackId, stackName }: StackRecord) {
  return {
    StackId: stackId,
    StackName: stackName,
    LogicalResourceId: record.logicalId,
    PhysicalResourceId: record.physicalId === "" ? undefined : record.physicalId,
    ResourceType: record.type,
    ResourceStatus: record.status,
    ResourceStatusReason: record.statusReason,
    DriftInformation: NO_RESOURCE_DRIFT,
  };
}
