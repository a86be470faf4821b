import { isObject, type Json } from "./json";
import { validationError } from "./template-error";

/** A place where a template names a parameter, a pseudo parameter or a resource. */
export interface Reference {
  readonly name: string;
  /** The attribute, where `Fn::GetAtt` (or `${Name.Attribute}`) asks for one. */
  readonly attribute?: string;
}

/** A piece of an `Fn::Sub` text: literal characters, or the name between `${` and `}`. */
export type SubPiece = { readonly literal: string } | { readonly name: string };

/** Every reference in a value, in the order of the text. Names that an `Fn::Sub` defines itself are not references. */
export function references(value: Json): Reference[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (!isObject(value)) return [];
  const call = intrinsicCall(value);
  if (call === undefined) return Object.values(value).flatMap(references);
  const [name, argument] = call;
  switch (name) {
    case "Ref":
      return typeof argument === "string" ? [{ name: argument }] : [];
    case "Fn::GetAtt": {
      const { logicalId, attribute } = getAttArguments(argument);
      const literal = typeof attribute === "string" ? { attribute } : {};
      return [{ name: logicalId, ...literal }, ...references(attribute)];
    }
    case "Fn::Sub": {
      const { text, variables } = subArguments(argument);
      const free = subPieces(text).flatMap((piece) =>
        "name" in piece && !Object.hasOwn(variables, piece.name) ? [subReference(piece.name)] : [],
      );
      return [...free, ...Object.values(variables).flatMap(references)];
    }
    default:
      return references(argument);
  }
}

/** The function and its argument, if the object is the call of an intrinsic function: one key, `Ref` or `Fn::…`. */
export function intrinsicCall(value: Json): readonly [name: string, argument: Json] | undefined {
  if (!isObject(value)) return undefined;
  const keys = Object.keys(value);
  const name = keys[0];
  if (name === undefined || !(name === "Ref" || name.startsWith("Fn::"))) return undefined;
  if (keys.length > 1) return undefined;
  return [name, value[name] as Json];
}

/** Arguments of `Fn::GetAtt`, of which the text form is `LogicalId.Attribute`. */
export function getAttArguments(argument: Json): { readonly logicalId: string; readonly attribute: Json } {
  if (typeof argument === "string" && argument.includes(".")) return splitAttribute(argument);
  if (Array.isArray(argument) && argument.length === 2 && typeof argument[0] === "string") {
    return { logicalId: argument[0], attribute: argument[1] as Json };
  }
  throw validationError(
    "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute",
  );
}

/** Arguments of `Fn::Sub`, of which the text alone is the short form. */
export function subArguments(argument: Json): {
  readonly text: string;
  readonly variables: Readonly<Record<string, Json>>;
} {
  if (typeof argument === "string") return { text: argument, variables: {} };
  if (
    Array.isArray(argument) &&
    argument.length === 2 &&
    typeof argument[0] === "string" &&
    isObject(argument[1])
  ) {
    return { text: argument[0], variables: argument[1] };
  }
  throw validationError(
    "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
  );
}

/** Splits the text of `Fn::Sub`; `${!x}` is the literal `${x}`. */
export function subPieces(text: string): SubPiece[] {
  const pieces: SubPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(/\$\{(!?)([^{}]*)\}/g)) {
    const [whole, escaped, content = ""] = match;
    if (match.index > end) pieces.push({ literal: text.slice(end, match.index) });
    pieces.push(escaped ? { literal: `\${${content}}` } : { name: subName(content, text) });
    end = match.index + whole.length;
  }
  if (end < text.length) pieces.push({ literal: text.slice(end) });
  return pieces;
}

/** What a name in `Fn::Sub` refers to: `Name`, or an attribute as `Name.Attribute`. */
export function subReference(name: string): Reference {
  if (!name.includes(".")) return { name };
  const { logicalId, attribute } = splitAttribute(name);
  return { name: logicalId, attribute };
}

function subName(content: string, text: string): string {
  const name = content.trim();
  if (/^[A-Za-z0-9_:.]+$/.test(name)) return name;
  throw validationError(
    `Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons: "${text}"`,
  );
}

function splitAttribute(text: string): { logicalId: string; attribute: string } {
  const dot = text.indexOf(".");
  return { logicalId: text.slice(0, dot), attribute: text.slice(dot + 1) };
}
