import { own } from "../../json/own";
import { intrinsic, Masked } from "../evaluation/value";
import type { ResourceTypes } from "../resource-types/types";
import { referringLeaves } from "./references";
import type { Resolved } from "./resources";

/** A name in a template, and the resource that has it. */
export interface TakenName {
  /** What may be shown. */
  readonly name: string;
  /** Logical id. */
  readonly by: string;
}

/** Finds the resource that certainly has the same name as another one; undefined if there is none. */
export function namesOf(
  resources: Iterable<readonly [id: string, resource: Resolved]>,
  types: ResourceTypes,
): (resource: Resolved) => TakenName | undefined {
  const taken = new Map<string, TakenName>();
  for (const [by, resource] of resources) {
    const given = givenName(resource, types);
    if (given) taken.set(given.key, { name: given.shown, by });
  }
  return (resource) => {
    const given = givenName(resource, types);
    const holder = given && taken.get(given.key);
    return holder && { ...holder, name: given.shown };
  };
}

/** Resources with the same key have the same name. */
function givenName(
  { Type, Properties = {} }: Resolved,
  types: ResourceTypes,
): { readonly key: string; readonly shown: string } | undefined {
  const { name, within } = own(types.types, Type) ?? {};
  if (name === undefined) return undefined;
  const text = fixedText(Properties[name]);
  if (text === undefined) return undefined;
  const scope = within === undefined ? undefined : fixedText(Properties[within] ?? "");
  if (within !== undefined && scope === undefined) return undefined;
  return { key: JSON.stringify([Type, text.value, scope?.value]), shown: text.shown };
}

/** A text with the same value everywhere in a stack and at any time; undefined if that is not certain. */
function fixedText(value: unknown): { readonly value: string; readonly shown: string } | undefined {
  if (typeof value === "string") return { value, shown: value };
  if (value instanceof Masked) return /\$\{(?!AWS::)/.test(value.value) ? undefined : value;
  const call = intrinsic(value);
  if (call !== "Ref" && call !== "Fn::Sub") return undefined;
  const pseudo = [...referringLeaves(value)].every(({ logicalIds }) =>
    logicalIds.every((id) => id.startsWith("AWS::")),
  );
  const text = (value as Readonly<Record<string, unknown>>)[call];
  if (!pseudo || typeof text !== "string") return undefined;
  const shown = call === "Ref" ? `\${${text}}` : text;
  return { value: shown, shown };
}
