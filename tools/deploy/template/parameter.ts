import { own } from "../json/own";
import type { Instantiation, TemplateParameter } from "./template";

/** Whether CloudFormation masks the parameter's value. */
export function isHidden(parameter: TemplateParameter | undefined): boolean {
  return parameter?.NoEcho === true || parameter?.NoEcho === "true";
}

/**
 * Whether the value of a parameter may be shown: it is a number, the environment's name, or one of the template's allowed values.
 * Any other text may be a secret.
 */
export function isRevealable(name: string, parameter: TemplateParameter): boolean {
  if (isHidden(parameter)) return false;
  const { Type, AllowedValues } = parameter;
  return (
    name === "Environment" || Type === "Number" || Type === "List<Number>" || AllowedValues !== undefined
  );
}

/** The value of a declared parameter, if known. A hidden one always has its default. */
export function parameterValue(name: string, { template, parameters }: Instantiation): string | undefined {
  const declaration = own(template.parameters, name);
  return isHidden(declaration) ? String(declaration?.Default ?? "") : own(parameters, name);
}
