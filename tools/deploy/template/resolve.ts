import type { Template } from "./template";

/** What is known of a stack without asking CloudFormation. */
export interface Scope {
  readonly template: Pick<Template, "mappings" | "conditions">;
  /** Values of parameters and of pseudo parameters (`AWS::Region`), by name. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * The text that a value of a template will have: of literals, `Ref` to parameters and pseudo parameters, `Fn::Sub`, `Fn::Join`,
 * `Fn::FindInMap` and `Fn::If`. Undefined where it depends on a resource or on what only CloudFormation knows.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function resolveText(value: unknown, scope: Scope): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const [name, argument] = intrinsic(value) ?? [];
  switch (name) {
    case "Ref":
      return typeof argument === "string" ? scope.values[argument] : undefined;
    case "Fn::Sub":
      return substituted(argument, scope);
    case "Fn::Join":
      return joined(argument, scope);
    case "Fn::FindInMap":
      return found(argument, scope);
    case "Fn::If": {
      const chosen = chosenBranch(argument, scope);
      return chosen && resolveText(chosen.value, scope);
    }
    default:
      return undefined;
  }
}

/** The branch of an `Fn::If` that counts, where its condition is known. */
export function chosenBranch(argument: unknown, scope: Scope): { readonly value: unknown } | undefined {
  if (!Array.isArray(argument) || typeof argument[0] !== "string") return undefined;
  const holds = conditionHolds(argument[0], scope);
  return holds === undefined ? undefined : { value: argument[holds ? 1 : 2] };
}

/** Whether a condition of the template holds; undefined where that is not known. */
export function conditionHolds(name: string, scope: Scope): boolean | undefined {
  const { mappings, conditions } = scope.template;
  // A condition that rests on itself is refused by CloudFormation; here it is only not known.
  const rest = { ...scope, template: { mappings, conditions: { ...conditions, [name]: undefined } } };
  return truth(conditions[name], rest);
}

/** The one member of an object that stands for an intrinsic function. */
export function intrinsic(value: unknown): readonly [string, unknown] | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value);
  return entries.length === 1 ? entries[0] : undefined;
}

function substituted(argument: unknown, scope: Scope): string | undefined {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  if (typeof text !== "string" || typeof variables !== "object" || variables === null) return undefined;
  let known = true;
  const result = text.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    if (name.startsWith("!")) return `\${${name.slice(1)}}`;
    const value =
      name in variables
        ? resolveText((variables as Record<string, unknown>)[name], scope)
        : scope.values[name.trim()];
    known &&= value !== undefined;
    return value ?? "";
  });
  return known ? result : undefined;
}

function joined(argument: unknown, scope: Scope): string | undefined {
  if (!Array.isArray(argument) || typeof argument[0] !== "string" || !Array.isArray(argument[1]))
    return undefined;
  const parts = argument[1].map((part) => resolveText(part, scope));
  return parts.includes(undefined) ? undefined : parts.join(argument[0]);
}

function found(argument: unknown, scope: Scope): string | undefined {
  if (!Array.isArray(argument)) return undefined;
  const keys = argument.slice(0, 3).map((key) => resolveText(key, scope));
  let value: unknown = scope.template.mappings;
  for (const key of keys) {
    if (key === undefined || typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return typeof value === "object" ? undefined : resolveText(value, scope);
}

function truth(value: unknown, scope: Scope): boolean | undefined {
  const [name, argument] = intrinsic(value) ?? [];
  const parts = Array.isArray(argument) ? argument : [];
  switch (name) {
    case "Condition":
      return typeof argument === "string" ? conditionHolds(argument, scope) : undefined;
    case "Fn::Equals": {
      const [left, right] = parts.map((part) => resolveText(part, scope));
      return left === undefined || right === undefined ? undefined : left === right;
    }
    case "Fn::Not": {
      const one = truth(parts[0], scope);
      return one === undefined ? undefined : !one;
    }
    case "Fn::And":
      return all(parts.map((part) => truth(part, scope)));
    case "Fn::Or": {
      const none = all(parts.map((part) => truth({ "Fn::Not": [part] }, scope)));
      return none === undefined ? undefined : !none;
    }
    default:
      return undefined;
  }
}

/** One that is false decides; one that is not known leaves it open. */
function all(values: readonly (boolean | undefined)[]): boolean | undefined {
  if (values.includes(false)) return false;
  return values.includes(undefined) ? undefined : true;
}
