import { createRequire } from "node:module";

/** A finding of `@aws/cloudformation-validate`, as far as it is read here. */
export interface Diagnostic {
  readonly ruleId: string;
  readonly message: string;
  readonly entity?: { readonly logicalId?: string };
  readonly propertyPath?: string;
}

interface Validator {
  readonly TemplateContent: new (text: string, name: string) => object;
  readonly CompositeEngine: new () => {
    validateTemplate(template: object, config: object): { readonly diagnostics: readonly Diagnostic[] };
    free(): void;
  };
}

/**
 * Errors that AWS's own offline validator finds in a template: unknown types and properties, values that break a resource's
 * schema, references that lead nowhere. Its warnings and advice are left to other tools.
 *
 * The validator comes inside aws-cdk-lib, so its schemas are as
 * old as the CDK in use. It takes about a second to start, which is why it has an action of its own.
 */
export function findErrors(text: string, name: string): readonly Diagnostic[] {
  const cdk = createRequire(require.resolve("aws-cdk-lib/package.json"));
  const { CompositeEngine, TemplateContent } = cdk("@aws/cloudformation-validate") as Validator;
  const engine = new CompositeEngine();
  try {
    const config = { detailLevel: "STANDARD", severityLevel: "ERROR" };
    return engine.validateTemplate(new TemplateContent(text, name), config).diagnostics;
  } finally {
    engine.free();
  }
}

/** One line for a finding: where, what, and the rule that says so. */
export function describe({ ruleId, message, entity, propertyPath }: Diagnostic): string {
  const place = [entity?.logicalId, propertyPath]
    .filter((part) => part !== undefined && part !== "")
    .join(" ");
  return `${place === "" ? "template" : place}: ${message.replaceAll(/\s+/g, " ")} (${ruleId}); fix it in stack.ts`;
}
