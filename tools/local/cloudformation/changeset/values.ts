import { property } from "../../protocol/property";
import type { PhysicalResource } from "../stack/records";
import { Unknown, type Value } from "../template/intrinsics";
import { isObject, type Json, type JsonObject } from "../template/json";
import { isNoEcho, MASKED } from "../template/parameters";
import type { Template } from "../template/template";
import type { ChangeDetail, ResourceChange } from "./record";

/** Placeholder for a value that depends on what the operation creates. */
const KNOWN_AFTER_APPLY = "{{changeSet:KNOWN_AFTER_APPLY}}";

/** Values of a deployment's `NoEcho` parameters, which are shown nowhere. */
export function hiddenValues(
  template: Template | undefined,
  parameters: Readonly<Record<string, string>>,
): string[] {
  return Object.entries(parameters).flatMap(([name, value]) =>
    value !== "" && isNoEcho(template?.parameters.get(name)) ? [value] : [],
  );
}

/** A resource's properties before and after its change, each as the JSON text that `DescribeChangeSet` gives for it. */
export function changeContexts(
  before: PhysicalResource["properties"] | undefined,
  after: Readonly<Record<string, Value>> | undefined,
  hidden: readonly string[],
): Pick<ResourceChange, "BeforeContext" | "AfterContext"> {
  const context = (properties: Value): string => JSON.stringify({ Properties: shown(properties, hidden) });
  return {
    ...(before === undefined ? {} : { BeforeContext: context(before) }),
    ...(after === undefined ? {} : { AfterContext: context(after) }),
  };
}

/** A change without property values. */
export function withoutValues(change: ResourceChange): ResourceChange {
  const { BeforeContext: _, AfterContext: __, ...rest } = change;
  return rest;
}

/**
 * A change with the values of each property that changes.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceTargetDefinition.html
 */
export function withValues(change: ResourceChange): ResourceChange {
  const before = propertiesOf(change.BeforeContext);
  const after = propertiesOf(change.AfterContext);
  const Details = change.Details.map((detail): ChangeDetail => {
    const { Attribute, Name } = detail.Target;
    if (Attribute !== "Properties" || Name === undefined) return detail;
    const [BeforeValue, AfterValue] = [valueText(property(before, Name)), valueText(property(after, Name))];
    const AttributeChangeType =
      BeforeValue === undefined ? "Add" : AfterValue === undefined ? "Remove" : "Modify";
    const values = { Path: `/Properties/${Name}`, BeforeValue, AfterValue, AttributeChangeType } as const;
    return { ...detail, Target: { ...detail.Target, ...values } };
  });
  return { ...change, Details };
}

function shown(value: Value, hidden: readonly string[]): Json {
  if (value instanceof Unknown) return KNOWN_AFTER_APPLY;
  if (typeof value === "string")
    return hidden.reduce((text, secret) => text.replaceAll(secret, MASKED), value);
  if (Array.isArray(value)) return value.map((item: Value) => shown(item, hidden));
  if (!isObject(value)) return hidden.includes(String(value)) ? MASKED : (value as Json);
  return Object.fromEntries(
    Object.entries(value as Readonly<Record<string, Value>>).map(([name, item]) => [
      name,
      shown(item, hidden),
    ]),
  );
}

function propertiesOf(context: string | undefined): JsonObject {
  return context === undefined ? {} : (JSON.parse(context) as { readonly Properties: JsonObject }).Properties;
}

function valueText(value: Json | undefined): string | undefined {
  return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
}
