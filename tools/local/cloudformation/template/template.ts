import { parseJson } from "../../protocol/json";
import { isObject, type Json, type JsonObject } from "./json";
import { validationError } from "./template-error";

export type RemovalPolicy = "Delete" | "Retain" | "RetainExceptOnCreate";

export interface ResourceDefinition {
  readonly type: string;
  readonly properties: JsonObject;
  readonly dependsOn: readonly string[];
  readonly condition?: string;
  readonly deletionPolicy: RemovalPolicy;
  readonly updateReplacePolicy: RemovalPolicy;
  readonly metadata?: Json;
}

export interface OutputDefinition {
  readonly value: Json;
  readonly description?: string;
  readonly condition?: string;
  /** Name under which other stacks import the value; may hold intrinsic functions. */
  readonly exportName?: Json;
}

/** A CloudFormation template; its sections as maps, because the names in them are data. */
export interface Template {
  readonly description?: string;
  readonly parameters: ReadonlyMap<string, JsonObject>;
  readonly mappings: ReadonlyMap<string, JsonObject>;
  readonly conditions: ReadonlyMap<string, Json>;
  readonly resources: ReadonlyMap<string, ResourceDefinition>;
  readonly outputs: ReadonlyMap<string, OutputDefinition>;
}

const VERSION = "2010-09-09";
const SECTIONS = ["Parameters", "Mappings", "Conditions", "Resources", "Outputs"] as const;
const SUPPORTED = new Set<string>([...SECTIONS, "AWSTemplateFormatVersion", "Description", "Metadata"]);
const MAX_DESCRIPTION_BYTES = 1024;
const RESOURCE_MEMBERS = [
  "Type",
  "Properties",
  "DependsOn",
  "Condition",
  "Metadata",
  "DeletionPolicy",
  "UpdateReplacePolicy",
];
const LIMITS: Readonly<Partial<Record<(typeof SECTIONS)[number], number>>> = {
  Parameters: 200,
  Mappings: 200,
  Resources: 500,
  Outputs: 200,
};

/**
 * Reads a JSON template and checks its form: sections, their members, and CloudFormation's quotas. What the names in it refer to is
 * checked by `validateTemplate`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 */
export function parseTemplate(text: string): Template {
  const document = readDocument(text);
  const unsupported = Object.keys(document).filter((name) => !SUPPORTED.has(name));
  if (unsupported.length > 0) {
    throw formatError(`Invalid template property or properties [${unsupported.join(", ")}]`);
  }
  const version = document.AWSTemplateFormatVersion;
  if (version !== undefined && version !== VERSION) {
    throw formatError(`Template format version ${String(version)} is unsupported, give ${VERSION}`);
  }
  const description = optionalText(document.Description, "Description");
  if (description !== undefined && Buffer.byteLength(description) > MAX_DESCRIPTION_BYTES) {
    throw formatError(`Description is longer than ${MAX_DESCRIPTION_BYTES} bytes`);
  }
  const resources = section(document, "Resources");
  if (resources.size === 0) throw formatError("At least one Resources member must be defined.");
  return {
    ...(description === undefined ? {} : { description }),
    parameters: mapValues(section(document, "Parameters"), objectMember("Parameters")),
    mappings: mapValues(section(document, "Mappings"), objectMember("Mappings")),
    conditions: section(document, "Conditions"),
    resources: mapValues(resources, resourceDefinition),
    outputs: mapValues(section(document, "Outputs"), outputDefinition),
  };
}

function readDocument(text: string): JsonObject {
  if (!text.trimStart().startsWith("{")) {
    throw formatError("the local account reads JSON templates only, and this one does not begin with {");
  }
  try {
    return parseJson(text) as JsonObject;
  } catch (error) {
    throw formatError(`JSON not well-formed. (${(error as Error).message})`);
  }
}

function section(document: JsonObject, name: (typeof SECTIONS)[number]): Map<string, Json> {
  const value = document[name] ?? {};
  if (!isObject(value)) throw formatError(`${name} must be an object`);
  const entries = Object.entries(value);
  const limit = LIMITS[name];
  if (limit !== undefined && entries.length > limit) {
    const message = `Number of ${name.toLowerCase()}, ${entries.length}, is greater than maximum allowed, ${limit}`;
    throw formatError(message);
  }
  const invalid = entries.find(([key]) => !/^[A-Za-z0-9]{1,255}$/.test(key) && name !== "Mappings");
  if (invalid !== undefined) throw formatError(`${name} name ${invalid[0]} is non alphanumeric.`);
  return new Map(entries);
}

function resourceDefinition(value: Json, logicalId: string): ResourceDefinition {
  const where = `resource ${logicalId}`;
  if (!isObject(value)) throw formatError(`Every Resources object must contain a Type member: ${logicalId}`);
  const extra = Object.keys(value).find((name) => !RESOURCE_MEMBERS.includes(name));
  if (extra !== undefined)
    throw formatError(`attribute ${extra} of ${where} is not supported by the local account`);
  if (typeof value.Type !== "string")
    throw formatError(`[/Resources/${logicalId}] Every Resources object must contain a Type member.`);
  const properties = value.Properties ?? {};
  if (!isObject(properties))
    throw formatError(`[/Resources/${logicalId}/Properties] 'null' or non-object values are not allowed`);
  const condition = optionalText(value.Condition, `Condition of ${where}`);
  return {
    type: value.Type,
    properties,
    dependsOn: names(value.DependsOn, `DependsOn of ${where}`),
    ...(condition === undefined ? {} : { condition }),
    ...(value.Metadata === undefined ? {} : { metadata: value.Metadata }),
    deletionPolicy: removalPolicy(value.DeletionPolicy, `DeletionPolicy of ${where}`, true),
    updateReplacePolicy: removalPolicy(value.UpdateReplacePolicy, `UpdateReplacePolicy of ${where}`, false),
  };
}

function outputDefinition(value: Json, name: string): OutputDefinition {
  if (!isObject(value) || value.Value === undefined) {
    throw formatError(`[/Outputs/${name}] Every Outputs member must contain a Value object`);
  }
  const description = optionalText(value.Description, `Description of output ${name}`);
  const condition = optionalText(value.Condition, `Condition of output ${name}`);
  const exported = value.Export;
  if (exported !== undefined && (!isObject(exported) || exported.Name === undefined)) {
    throw formatError(`[/Outputs/${name}/Export] Every Export must contain a Name member`);
  }
  return {
    value: value.Value,
    ...(description === undefined ? {} : { description }),
    ...(condition === undefined ? {} : { condition }),
    ...(exported?.Name === undefined ? {} : { exportName: exported.Name }),
  };
}

function removalPolicy(value: Json | undefined, where: string, onCreate: boolean): RemovalPolicy {
  if (value === undefined || value === "Delete") return "Delete";
  if (value === "Retain" || (onCreate && value === "RetainExceptOnCreate")) return value;
  throw formatError(`${where} is ${JSON.stringify(value)}; the local account supports Delete and Retain`);
}

function names(value: Json | undefined, where: string): readonly string[] {
  const list = value === undefined ? [] : Array.isArray(value) ? value : [value];
  if (!list.every((item) => typeof item === "string"))
    throw formatError(`${where} must be a string or a list of strings`);
  return list;
}

function optionalText(value: Json | undefined, where: string): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  throw formatError(`${where} must be a string`);
}

function objectMember(section: string): (value: Json, name: string) => JsonObject {
  return (value, name) => {
    if (isObject(value)) return value;
    throw formatError(`Every ${section} member must be an object: ${name}`);
  };
}

function mapValues<T, U>(map: ReadonlyMap<string, T>, convert: (value: T, key: string) => U): Map<string, U> {
  return new Map([...map].map(([key, value]) => [key, convert(value, key)]));
}

function formatError(message: string): Error {
  return validationError(`Template format error: ${message}`);
}
