import { isDeepStrictEqual } from "node:util";
import { own } from "../../json/own";
import { isRevealable, parameterValue } from "../parameter";
import type { Instantiation, TemplateOutput, TemplateResource } from "../template";
import { asPiece, asReference, concatenate, Reference, substitutionParts, textOf } from "./text";
import { intrinsic, isRecord, Masked } from "./value";

/**
 * Resolves a template's parameters, conditions and mappings, as far as possible before the deployment: references to resources,
 * pseudo parameters and functions of those remain. A value that depends on a possibly secret parameter is `Masked`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export class Evaluation {
  readonly #conditions = new Map<string, boolean | undefined>();

  /** @param pseudo values of pseudo parameters to resolve too, by name */
  constructor(
    readonly instantiation: Instantiation,
    private readonly pseudo: Readonly<Record<string, string>> = {},
  ) {}

  /** The resources that are created, excluding those whose condition is false. */
  resources(): [id: string, resource: TemplateResource][] {
    return this.#made(this.instantiation.template.resources);
  }

  /** The outputs, likewise. */
  outputs(): [name: string, output: TemplateOutput][] {
    return this.#made(this.instantiation.template.outputs);
  }

  /** The outcome of a condition; undefined if it is unknown, or there is none of that name. */
  condition(name: unknown): boolean | undefined {
    if (typeof name !== "string") return undefined;
    if (!this.#conditions.has(name)) {
      // CloudFormation rejects a circular condition; here it is just unknown.
      this.#conditions.set(name, undefined);
      this.#conditions.set(name, this.#outcome(own(this.instantiation.template.conditions, name)));
    }
    return this.#conditions.get(name);
  }

  /** The resolved value; undefined for `AWS::NoValue`, which is also removed from lists and objects. */
  value(value: unknown): unknown {
    if (Array.isArray(value))
      return value.map((item) => this.value(item)).filter((item) => item !== undefined);
    if (!isRecord(value)) return value;
    const name = intrinsic(value);
    if (name !== undefined) return this.#call(name, value[name]);
    const members = Object.entries(value).map(([key, member]) => [key, this.value(member)] as const);
    return Object.fromEntries(members.filter(([, member]) => member !== undefined));
  }

  #made<Entry extends { readonly Condition?: string }>(
    section: Readonly<Record<string, Entry>>,
  ): [string, Entry][] {
    return Object.entries(section).filter(
      ([, { Condition }]) => Condition === undefined || this.condition(Condition) !== false,
    );
  }

  #call(name: string, argument: unknown): unknown {
    switch (name) {
      case "Ref":
        return typeof argument === "string" ? this.#reference(argument) : { [name]: this.value(argument) };
      case "Fn::If":
        return this.#choice(argument);
      case "Fn::FindInMap":
        return this.#mapped(argument);
      case "Fn::Sub":
        return this.#substitution(argument);
      case "Fn::Join":
        return this.#joined(argument);
      case "Fn::GetAtt": {
        const reference = asReference({ [name]: argument });
        return reference ? concatenate([reference]) : { [name]: this.value(argument) };
      }
      default:
        return { [name]: this.value(argument) };
    }
  }

  #reference(name: string): unknown {
    if (name === "AWS::NoValue") return undefined;
    const declaration = own(this.instantiation.template.parameters, name);
    if (declaration === undefined) return own(this.pseudo, name) ?? { Ref: name };
    const value = parameterValue(name, this.instantiation);
    if (value === undefined) return { Ref: name };
    if (!isRevealable(name, this.instantiation.template)) return new Masked(`\${${name}}`, value);
    return /^(CommaDelimitedList|List<)/.test(declaration.Type) ? value.split(",") : value;
  }

  #choice(argument: unknown): unknown {
    if (!Array.isArray(argument) || argument.length !== 3) return { "Fn::If": this.value(argument) };
    const [name, yes, no] = argument as [unknown, unknown, unknown];
    const outcome = this.condition(name);
    if (outcome !== undefined) return this.value(outcome ? yes : no);
    return {
      "Fn::If": [name, this.value(yes) ?? { Ref: "AWS::NoValue" }, this.value(no) ?? { Ref: "AWS::NoValue" }],
    };
  }

  #mapped(argument: unknown): unknown {
    // A parameter used as a key has a value that the template itself lists, so it is no secret.
    const keys = Array.isArray(argument) ? argument.slice(0, 3).map((key) => textOf(this.value(key))) : [];
    let found: unknown = this.instantiation.template.mappings;
    for (const key of keys) found = isRecord(found) && key !== undefined ? own(found, key) : undefined;
    return keys.length === 3 && found !== undefined ? found : { "Fn::FindInMap": this.value(argument) };
  }

  #substitution(argument: unknown): unknown {
    const [text, given] = Array.isArray(argument) ? argument : [argument, {}];
    const variables = this.value(given);
    if (typeof text !== "string" || !isRecord(variables)) return { "Fn::Sub": this.value(argument) };
    const pieces = [...substitutionParts(text)].map((part) => {
      if ("literal" in part) return part.literal;
      if (Object.hasOwn(variables, part.name)) return asPiece(variables[part.name]);
      return part.name.includes(".") ? new Reference(part.name) : asPiece(this.#reference(part.name));
    });
    const known = pieces.filter((piece) => piece !== undefined);
    return known.length === pieces.length ? concatenate(known) : { "Fn::Sub": [text, variables] };
  }

  #joined(argument: unknown): unknown {
    const [separator, list] = Array.isArray(argument) ? argument : [];
    const items = this.value(list);
    if (typeof separator !== "string" || !Array.isArray(items)) return { "Fn::Join": this.value(argument) };
    const pieces = items.map(asPiece);
    const known = pieces.filter((piece) => piece !== undefined);
    if (known.length < pieces.length) return { "Fn::Join": [separator, items] };
    return concatenate(known.flatMap((piece, index) => (index === 0 ? [piece] : [separator, piece])));
  }

  /** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html */
  #outcome(condition: unknown): boolean | undefined {
    if (!isRecord(condition)) return undefined;
    const [name] = Object.keys(condition);
    const argument = name === undefined ? undefined : condition[name];
    const parts = Array.isArray(argument) ? argument : [];
    switch (name) {
      case "Condition":
        return this.condition(argument);
      case "Fn::Equals":
        return this.#equal(this.value(parts[0]), this.value(parts[1]));
      case "Fn::Not": {
        const outcome = this.#outcome(parts[0]);
        return outcome === undefined ? undefined : !outcome;
      }
      case "Fn::And":
        return decided(
          parts.map((part) => this.#outcome(part)),
          false,
        );
      case "Fn::Or":
        return decided(
          parts.map((part) => this.#outcome(part)),
          true,
        );
      default:
        return undefined;
    }
  }

  #equal(left: unknown, right: unknown): boolean | undefined {
    const [a, b] = [left, right].map((side) => textOf(side) ?? side);
    if (isDeepStrictEqual(a, b)) return true;
    return typeof a === "string" && typeof b === "string" ? false : undefined;
  }
}

/** One false decides `Fn::And`, one true decides `Fn::Or`; otherwise all must be known. */
function decided(outcomes: readonly (boolean | undefined)[], by: boolean): boolean | undefined {
  if (outcomes.includes(by)) return by;
  return outcomes.includes(undefined) ? undefined : !by;
}
