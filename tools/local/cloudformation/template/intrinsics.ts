import { isObject, type Json, type JsonObject } from "./json";
import {
  getAttArguments,
  intrinsicCall,
  type Reference,
  subArguments,
  subPieces,
  subReference,
} from "./references";
import { validationError } from "./template-error";

/**
 * A value that is not known before the operation runs, because it depends on resources that are still to be created or changed.
 * Whatever is computed from it is unknown too, and keeps what caused it.
 */
export class Unknown {
  constructor(readonly causes: readonly UnknownCause[]) {}
}

export interface UnknownCause extends Reference {
  /** False where the value may turn out to be the one it was. */
  readonly changes: boolean;
}

/** The result of evaluating a template value. */
export type Value =
  | null
  | boolean
  | number
  | string
  | Unknown
  | readonly Value[]
  | { readonly [key: string]: Value };

/** What names mean while a value is evaluated. */
export interface Scope {
  /** Value of a parameter, a pseudo parameter or a resource (its physical id). */
  ref(name: string): Value;
  getAtt(logicalId: string, attribute: string): Value;
  condition(name: string): boolean;
  findInMap(map: string, topLevelKey: string, secondLevelKey: string): Json;
  importValue(exportName: string): Value;
}

/** `{"Ref": "AWS::NoValue"}`: removes the property or the list element that it stands for. */
const NO_VALUE = Symbol("AWS::NoValue");

type Evaluated = Value | typeof NO_VALUE;
type Intrinsic = (argument: Json, scope: Scope) => Evaluated;

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope) => {
    if (argument === "AWS::NoValue") return NO_VALUE;
    return scope.ref(literal(argument, "Ref"));
  },
  "Fn::GetAtt": (argument, scope) => {
    const { logicalId, attribute } = getAttArguments(argument);
    return lift([evaluate(attribute, scope)], ([name]) => scope.getAtt(logicalId, text(name, "Fn::GetAtt")));
  },
  "Fn::Sub": (argument, scope) => {
    const { text: template, variables } = subArguments(argument);
    const parts = subPieces(template).map((piece): Value => {
      if ("literal" in piece) return piece.literal;
      const variable = Object.hasOwn(variables, piece.name) ? variables[piece.name] : undefined;
      if (variable !== undefined) return evaluate(variable, scope);
      const { name, attribute } = subReference(piece.name);
      return attribute === undefined ? scope.ref(name) : scope.getAtt(name, attribute);
    });
    return lift(parts, (values) => values.map((value) => text(value, "Fn::Sub")).join(""));
  },
  "Fn::Join": (argument, scope) => {
    const [delimiter, list] = tuple(argument, 2, "Fn::Join");
    return lift([evaluate(list as Json, scope)], ([values]) =>
      lift(items(values, "Fn::Join"), (known) =>
        known.map((value) => text(value, "Fn::Join")).join(literal(delimiter as Json, "Fn::Join")),
      ),
    );
  },
  "Fn::Select": (argument, scope) => {
    const [index, list] = tuple(argument, 2, "Fn::Select");
    return lift([evaluate(index as Json, scope), evaluate(list as Json, scope)], ([position, values]) => {
      const known = items(values, "Fn::Select");
      const selected = /^\d+$/.test(String(position)) ? known[Number(position)] : undefined;
      if (selected !== undefined) return selected;
      throw templateError(`Fn::Select cannot select nonexistent value at index ${String(position)}`);
    });
  },
  "Fn::Split": (argument, scope) => {
    const [delimiter, source] = tuple(argument, 2, "Fn::Split");
    return lift([evaluate(source as Json, scope)], ([value]) =>
      text(value, "Fn::Split").split(literal(delimiter as Json, "Fn::Split")),
    );
  },
  "Fn::If": (argument, scope) => {
    const [condition, yes, no] = tuple(argument, 3, "Fn::If");
    return evaluateOrNothing(
      (scope.condition(literal(condition as Json, "Fn::If")) ? yes : no) as Json,
      scope,
    );
  },
  "Fn::FindInMap": (argument, scope) => {
    const keys = tuple(argument, 3, "Fn::FindInMap").map((key) => evaluate(key, scope));
    return lift(keys, (known) => {
      const [map, top, second] = known.map((key) => text(key, "Fn::FindInMap")) as [string, string, string];
      return scope.findInMap(map, top, second);
    });
  },
  "Fn::ImportValue": (argument, scope) =>
    lift([evaluate(argument, scope)], ([name]) => scope.importValue(text(name, "Fn::ImportValue"))),
  "Fn::Base64": (argument, scope) =>
    lift([evaluate(argument, scope)], ([value]) =>
      Buffer.from(text(value, "Fn::Base64"), "utf8").toString("base64"),
    ),
};

/** Functions that may stand in `Conditions` only. */
const CONDITION_FUNCTIONS = ["Fn::And", "Fn::Or", "Fn::Not", "Fn::Equals"];

/** Whether the engine can evaluate the function. */
export function isSupportedIntrinsic(name: string): boolean {
  return Object.hasOwn(INTRINSICS, name) || CONDITION_FUNCTIONS.includes(name);
}

/**
 * Evaluates the intrinsic functions in a value. Objects and lists lose what is `AWS::NoValue`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function evaluate(value: Json, scope: Scope): Value {
  const result = evaluateOrNothing(value, scope);
  if (result === NO_VALUE)
    throw templateError("AWS::NoValue cannot stand here: there is no property that it could remove");
  return result;
}

/** Like `evaluate` for a resource's properties, each of which may be absent in the result. */
export function evaluateProperties(properties: JsonObject, scope: Scope): Readonly<Record<string, Value>> {
  const entries = Object.entries(properties).flatMap(([name, value]): [string, Value][] => {
    const result = evaluateOrNothing(value, scope);
    return result === NO_VALUE ? [] : [[name, result]];
  });
  return Object.fromEntries(entries);
}

/**
 * Evaluates a condition.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
 */
export function evaluateCondition(condition: Json, scope: Scope): boolean {
  if (isObject(condition) && Object.keys(condition).length === 1) {
    const [name, argument] = Object.entries(condition)[0] as [string, Json];
    switch (name) {
      case "Condition":
        return scope.condition(literal(argument, "Condition"));
      case "Fn::Not":
        return !evaluateCondition(tuple(argument, 1, name)[0] as Json, scope);
      case "Fn::And":
        return conditions(argument, name).every((item) => evaluateCondition(item, scope));
      case "Fn::Or":
        return conditions(argument, name).some((item) => evaluateCondition(item, scope));
      case "Fn::Equals": {
        const [left, right] = tuple(argument, 2, name).map((item) => text(evaluate(item, scope), name));
        return left === right;
      }
      default:
    }
  }
  throw templateError(
    "every Conditions member must be an object that is one of Fn::And, Fn::Or, Fn::Not, Fn::Equals, Condition",
  );
}

function evaluateOrNothing(value: Json, scope: Scope): Evaluated {
  if (Array.isArray(value)) {
    return value.map((item) => evaluateOrNothing(item, scope)).filter((item) => item !== NO_VALUE);
  }
  if (!isObject(value)) return value as Value;
  const call = intrinsicCall(value);
  if (call === undefined) return evaluateProperties(value, scope);
  const [name, argument] = call;
  const intrinsic = Object.hasOwn(INTRINSICS, name) ? INTRINSICS[name] : undefined;
  if (intrinsic === undefined) throw templateError(`${name} is not supported here by the local account`);
  return intrinsic(argument, scope);
}

/** Applies a function to known values; where one is unknown, so is the result. */
function lift(values: readonly Value[], apply: (known: readonly Value[]) => Value): Value {
  const causes = values.flatMap((value) => (value instanceof Unknown ? value.causes : []));
  return causes.length > 0 ? new Unknown(causes) : apply(values);
}

function conditions(argument: Json, name: string): readonly Json[] {
  if (Array.isArray(argument) && argument.length >= 2 && argument.length <= 10) return argument;
  throw templateError(
    `every ${name} object requires a list of at least 2 and at most 10 boolean parameters.`,
  );
}

function tuple(argument: Json, length: number, name: string): readonly Json[] {
  if (Array.isArray(argument) && argument.length === length) return argument;
  throw templateError(
    `every ${name} object requires ${length === 1 ? "one parameter" : `${length} parameters`} in a list.`,
  );
}

function items(value: Value | undefined, name: string): readonly Value[] {
  if (Array.isArray(value)) return value;
  throw templateError(`every ${name} object requires a list, not ${JSON.stringify(value)}`);
}

function text(value: Value | undefined, name: string): string {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return String(value);
  throw templateError(`${name} takes strings, not ${JSON.stringify(value)}`);
}

function literal(value: Json, name: string): string {
  if (typeof value === "string") return value;
  throw templateError(`${name} takes a literal string here, not ${JSON.stringify(value)}`);
}

function templateError(message: string): Error {
  return validationError(`Template error: ${message}`);
}
