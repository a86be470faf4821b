import { patternOf } from "../../cloudformation/pattern";
import { refersTo, refTarget, resourcesOf, type Template } from "./template";

/** A function of a template. */
export interface StackFunction {
  readonly id: string;
  /** What its physical name is without the environment: `orders`. */
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Whether a value of the template leads to it, by its alias or directly. */
  readonly isTarget: (value: unknown) => boolean;
}

/** The functions of a template; synthesis has made sure that they are called `${Environment}-<name>`. */
export function functionsOf(template: Template): StackFunction[] {
  return resourcesOf(template, "AWS::Lambda::Function").map(([id, { Properties = {} }]) => {
    const aliases = resourcesOf(template, "AWS::Lambda::Alias")
      .filter(([, alias]) => refTarget(alias.Properties?.FunctionName) === id)
      .map(([alias]) => alias);
    return {
      id,
      name: patternOf(Properties.FunctionName).replace(/^\$\{Environment\}-/, ""),
      properties: Properties,
      isTarget: (value) => [id, ...aliases].some((target) => refersTo(value, target)),
    };
  });
}
