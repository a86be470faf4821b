import { own } from "../json/own";
import type { Instantiation, TemplateParameter } from "./template";

/** Whether CloudFormation hides the parameter's value from everyone, and tells it as asterisks. */
export function isHidden(parameter: TemplateParameter | undefined): boolean {
  return parameter?.NoEcho === true || parameter?.NoEcho === "true";
}

/**
 * Whether the value of a template parameter may be shown: one of values that the template lists itself, a number, or the
 * environment's name. Any other text may be a secret.
 */
export function isRevealable(name: string, parameter: TemplateParameter): boolean {
  if (isHidden(parameter)) return false;
  const { Type, AllowedValues } = parameter;
  return (
    name === "Environment" || Type === "Number" || Type === "List<Number>" || AllowedValues !== undefined
  );
}

/** The value of a declared parameter, where it is known. A hidden one takes its default only, which the template has. */
export function parameterValue(name: string, { template, parameters }: Instantiation): string | undefined {
  const declaration = own(template.parameters, name);
  return isHidden(declaration) ? String(declaration?.Default ?? "") : own(parameters, name);
}
