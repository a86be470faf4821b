import { refersTo, refTarget, resourcesOf, type Template } from "../../synth/template";
import { patternOf } from "../template/pattern";

/** A function of a template, as far as its triggers are concerned. */
export interface StackFunction {
  readonly id: string;
  /** What its physical name is without the environment: `orders`. */
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Whether a value of the template leads to it, by its alias or directly. */
  readonly isTarget: (value: unknown) => boolean;
}

/** The function of that name, without the environment; synthesis has made sure that there is one. */
export function functionNamed(template: Template, name: string): StackFunction | undefined {
  const found = resourcesOf(template, "AWS::Lambda::Function").find(
    ([, { Properties }]) => patternOf(Properties?.FunctionName) === `\${Environment}-${name}`,
  );
  if (!found) return undefined;
  const [id, { Properties = {} }] = found;
  const aliases = resourcesOf(template, "AWS::Lambda::Alias")
    .filter(([, alias]) => refTarget(alias.Properties?.FunctionName) === id)
    .map(([alias]) => alias);
  return {
    id,
    name,
    properties: Properties,
    isTarget: (value) => [id, ...aliases].some((target) => refersTo(value, target)),
  };
}
