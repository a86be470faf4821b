import { codeDigestParameter, codeParameters, codeSha256Parameter } from "../../cloudformation/first-code";
import { nameInEnvironment, patternOf } from "../../cloudformation/pattern";
import { intrinsic, refersTo, refTarget, resourcesOf, type Template } from "../template/template";

/**
 * Faults of functions that a new stack is to create with their code, by `Metadata.Ferry.FirstCode`: that they take what the deployer
 * gives, that it is empty otherwise, and that their first version is published of no other code.
 */
export function checkFirstCode(template: Template): string[] {
  const { FirstCode: names = [] } = (template.Metadata?.Ferry ?? {}) as { FirstCode?: readonly string[] };
  const parameters = codeParameters(names).filter((name) => {
    const { Type, Default } = template.Parameters?.[name] ?? {};
    return Type !== "String" || Default !== "";
  });
  return [
    ...parameters.map((name) => fault(`it has no String parameter ${name} with the default ""`)),
    ...names.filter((name) => !takesCode(template, name)).map((name) => fault(`${name} does not take it`)),
  ];
}

function fault(what: string): string {
  return `its metadata says which functions get their first code, but ${what}; leave Metadata.Ferry to platform/constructs`;
}

function takesCode(template: Template, name: string): boolean {
  const [id, { Properties = {} }] = resourcesOf(template, "AWS::Lambda::Function").find(
    ([, resource]) => nameInEnvironment(resource.Properties?.FunctionName) === name,
  ) ?? ["", { Properties: {} }];
  const key = intrinsic(Properties.Code, "Fn::If", (choices) =>
    Array.isArray(choices) ? patternOf(choices[1]?.S3Key) : undefined,
  );
  const versions = resourcesOf(template, "AWS::Lambda::Version").filter(
    ([, version]) => refTarget(version.Properties?.FunctionName) === id,
  );
  return (
    key === `\${${codeDigestParameter(name)}}.zip` &&
    versions.every(([, version]) => refersTo(version.Properties?.CodeSha256, codeSha256Parameter(name)))
  );
}

/** The placeholder that stands in for code; undefined if there is none. */
export function placeholderOf(code: unknown): unknown {
  const choice = intrinsic(code, "Fn::If", (choices) => (Array.isArray(choices) ? choices[2] : undefined));
  return ((choice ?? code) as { readonly ZipFile?: unknown } | undefined)?.ZipFile;
}
