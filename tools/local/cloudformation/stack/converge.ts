import type { CreateRequest, ResourceProvider, Tags } from "../../resources/provider";
import type { Json } from "../template/json";
import { validationError } from "../template/template-error";
import type { Blueprint } from "./blueprint";
import { failureReason } from "./failure-reason";
import type { Journal } from "./journal";
import { physicalName } from "./names";
import { knownProperties, parseProperties } from "./properties";
import type { PhysicalResource, ResourceRecord } from "./records";
import { propertyChanges, tagsDiffer } from "./resource-diff";

/** Members of a resource's record that say how it is kept, and come from the template as they are. */
type Declared = Pick<
  ResourceRecord,
  "logicalId" | "type" | "dependencies" | "deletionPolicy" | "updateReplacePolicy" | "metadata"
>;

interface Target {
  readonly provider: ResourceProvider;
  readonly declared: Declared;
  readonly properties: Readonly<Record<string, Json>>;
  readonly tags: Tags;
}

const REPLACEMENT_REASON =
  "Requested update requires the creation of a new physical resource; hence creating one.";

/**
 * Makes one resource what the blueprint says: creates it, updates it in place, replaces it, or leaves it. Its dependencies have been made
 * before. Doing it again after a crash leads to the same end.
 */
export async function converge(
  logicalId: string,
  blueprint: Blueprint,
  journal: Journal,
  providers: ReadonlyMap<string, ResourceProvider>,
): Promise<void> {
  const record = journal.resource(logicalId);
  const current = record?.status === "DELETE_COMPLETE" ? undefined : record;
  const definition = blueprint.definition(logicalId);
  const declared = declaredMembers(logicalId, blueprint);
  const exists = current !== undefined && !["CREATE_IN_PROGRESS", "CREATE_FAILED"].includes(current.status);
  try {
    const provider = providers.get(definition.type);
    if (provider === undefined) throw validationError(`Unrecognized resource type: ${definition.type}`);
    const properties = knownProperties(blueprint.properties(logicalId));
    const target = { provider, declared, properties, tags: blueprint.tags(logicalId, provider, properties) };
    if (!exists) await create(target, current, blueprint, journal);
    else await change(target, current, blueprint, journal);
  } catch (error) {
    const statusReason = failureReason(error, definition.type, exists ? "UPDATE" : "CREATE");
    const base = journal.resource(logicalId) ?? {
      ...declared,
      physicalId: "",
      properties: {},
      tags: {},
      attributes: {},
    };
    journal.put({ ...base, status: exists ? "UPDATE_FAILED" : "CREATE_FAILED", statusReason });
    throw error;
  }
}

async function create(
  target: Target,
  interrupted: ResourceRecord | undefined,
  blueprint: Blueprint,
  journal: Journal,
): Promise<void> {
  const { provider, declared, properties, tags } = target;
  const name = interrupted?.physicalId || newName(target, blueprint);
  const request = createRequest(target, name, interrupted?.status === "CREATE_IN_PROGRESS", blueprint);
  const pending = { ...declared, physicalId: name, properties, tags, attributes: {} };
  journal.put({ ...pending, status: "CREATE_IN_PROGRESS" });
  const made = await provider.create(request);
  journal.resourceEvent(
    declared,
    { ...pending, ...made },
    "CREATE_IN_PROGRESS",
    "Resource creation Initiated",
  );
  journal.put({ ...pending, ...made, status: "CREATE_COMPLETE" });
}

async function change(
  target: Target,
  current: ResourceRecord,
  blueprint: Blueprint,
  journal: Journal,
): Promise<void> {
  const { provider, declared, properties, tags } = target;
  const changes = propertyChanges(provider, current.properties, properties);
  if (changes.length === 0 && !tagsDiffer(current.tags, tags)) {
    journal.putQuietly({ ...withoutReason(current), ...declared });
    return;
  }
  if (changes.some(({ requiresReplacement }) => requiresReplacement)) {
    await replace(target, current, blueprint, journal);
    return;
  }
  journal.put({ ...withoutReason(current), status: "UPDATE_IN_PROGRESS", attempted: { properties, tags } });
  const attributes = await provider.update({
    ...resourceRequest(target, blueprint),
    physicalId: current.physicalId,
    tags,
    previous: parseProperties(provider, current.logicalId, current.properties),
    previousTags: current.tags,
  });
  const { attempted: _, ...settled } = withoutReason(current);
  journal.put({
    ...settled,
    ...declared,
    properties,
    tags,
    attributes: { ...current.attributes, ...attributes },
    status: "UPDATE_COMPLETE",
  });
}

async function replace(
  target: Target,
  current: ResourceRecord,
  blueprint: Blueprint,
  journal: Journal,
): Promise<void> {
  const { provider, declared, properties, tags } = target;
  const named = givenName(provider, properties) !== undefined;
  const cutOff = current.status === "UPDATE_IN_PROGRESS" ? current.attempted?.replacement : undefined;
  const name = cutOff ?? newName(target, blueprint);
  if (named && name === current.physicalId) {
    throw validationError(
      `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${name} and update the stack again.`,
    );
  }
  const request = createRequest(target, name, cutOff !== undefined, blueprint);
  const attempted = { properties, tags, replacement: name };
  journal.put({ ...current, status: "UPDATE_IN_PROGRESS", statusReason: REPLACEMENT_REASON, attempted });
  const made = await provider.create(request);
  const replacement = { ...declared, properties, tags, ...made };
  journal.resourceEvent(declared, replacement, "UPDATE_IN_PROGRESS", "Resource creation Initiated");
  journal.put({ ...replacement, status: "UPDATE_COMPLETE", superseded: physicalResource(current) });
}

export function physicalResource(record: PhysicalResource): PhysicalResource {
  const { physicalId, properties, tags, attributes, dependencies } = record;
  return { physicalId, properties, tags, attributes, dependencies };
}

function declaredMembers(logicalId: string, blueprint: Blueprint): Declared {
  const { type, deletionPolicy, updateReplacePolicy, metadata } = blueprint.definition(logicalId);
  return {
    logicalId,
    type,
    dependencies: [...(blueprint.dependencies.get(logicalId) ?? [])],
    deletionPolicy,
    updateReplacePolicy,
    ...(metadata === undefined ? {} : { metadata }),
  };
}

function newName({ provider, declared, properties }: Target, blueprint: Blueprint): string {
  const { naming } = provider;
  if (naming === undefined) return "";
  return (
    givenName(provider, properties) ??
    physicalName(blueprint.identity.stackName, declared.logicalId, naming.maxLength)
  );
}

function givenName({ naming }: ResourceProvider, properties: Target["properties"]): string | undefined {
  const given = naming?.property === undefined ? undefined : properties[naming.property];
  return given === undefined ? undefined : String(given);
}

function createRequest(
  target: Target,
  name: string,
  resumed: boolean,
  blueprint: Blueprint,
): CreateRequest<unknown> {
  return { ...resourceRequest(target, blueprint), name, resumed, tags: target.tags };
}

function resourceRequest({ provider, declared, properties }: Target, { identity }: Blueprint) {
  const { accountId, region, stackId } = identity;
  const { logicalId } = declared;
  return {
    accountId,
    region,
    stackId,
    logicalId,
    properties: parseProperties(provider, logicalId, properties),
  };
}

function withoutReason({ statusReason: _, ...record }: ResourceRecord): Omit<ResourceRecord, "statusReason"> {
  return record;
}
