import { codeParameters } from "../../cloudformation/first-code";
import { own } from "../json/own";
import { references } from "./references";
import type { Instantiation, Template, TemplateParameter } from "./template";

/** Whether CloudFormation masks the parameter's value. */
export function isHidden(parameter: TemplateParameter | undefined): boolean {
  return parameter?.NoEcho === true || parameter?.NoEcho === "true";
}

/**
 * Whether the value of a declared parameter may be shown: it is a number, the name of an environment, one of the template's
 * allowed values, or says what code a function was created with. Any other text may be a secret.
 */
export function isRevealable(name: string, template: Template): boolean {
  const declaration = own(template.parameters, name);
  if (declaration === undefined || isHidden(declaration)) return false;
  const { Type, AllowedValues } = declaration;
  return (
    name === "Environment" ||
    Type === "Number" ||
    Type === "List<Number>" ||
    AllowedValues !== undefined ||
    codeParameters(template.ferry.FirstCode).includes(name) ||
    Object.values(references(template)).some(({ environment }) => environment === name)
  );
}

/** The value of a declared parameter, if known. A hidden one always has its default. */
export function parameterValue(name: string, { template, parameters }: Instantiation): string | undefined {
  const declaration = own(template.parameters, name);
  return isHidden(declaration) ? String(declaration?.Default ?? "") : own(parameters, name);
}
