import { patternOf } from "../../../cloudformation/pattern";
import type { StackFunction } from "../../template/function";
import { intrinsic, type Template } from "../../template/template";

/** What Lambda itself sets, as far as code reads it before it is invoked. */
const RESERVED = {
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
  AWS_LAMBDA_FUNCTION_NAME: "check",
  AWS_LAMBDA_FUNCTION_VERSION: "1",
  AWS_REGION: "eu-west-1",
};

/**
 * The environment variables that the stack gives to a function, so that code is found that needs one which is not set. What
 * only CloudFormation knows is a parameter's default, else a text that is valid as a name and as a URL.
 */
export function environmentOf(template: Template, { properties }: StackFunction): Record<string, string> {
  const { Variables = {} } = (properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
  const own = Object.entries(Variables)
    // Those steer Node.js itself, and a condition may leave a variable out.
    .filter(([name, value]) => !name.startsWith("NODE_") && !isConditional(value))
    .map(([name, value]) => [name, known(patternOf(value), template)]);
  return { ...RESERVED, ...Object.fromEntries(own) };
}

function isConditional(value: unknown): boolean {
  return intrinsic(value, "Fn::If", () => true) ?? false;
}

function known(pattern: string, { Parameters = {} }: Template): string {
  return pattern.replaceAll(/\$\{([^}]+)\}/g, (_, reference: string) => {
    if (reference === "AWS::Region") return RESERVED.AWS_REGION;
    const parameter = Parameters[reference] as { readonly Default?: unknown } | undefined;
    if (parameter?.Default !== undefined) return String(parameter.Default);
    if (reference === "Environment") return "check";
    return `https://${reference.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.example`;
  });
}
