import { nameInEnvironment } from "../../cloudformation/pattern";
import { getAttTarget, type Resource, refTarget, resourcesOf, type Template } from "../template/template";
import { placeholderOf } from "./first-code";

/** A function that the build makes code for. */
export interface BuiltFunction {
  readonly name: string;
  /** The handler that its bundle was checked for, if the build says. */
  readonly handler?: string;
}

/**
 * Faults of the functions: that each is made to have its code brought by the deployer, and that the template and the build
 * know the same ones. The conventions are those that `ServiceFunction` of `platform/constructs` follows.
 */
export function checkFunctions(template: Template, built: readonly BuiltFunction[]): string[] {
  const found = new Map<string, string>();
  const faults = resourcesOf(template, "AWS::Lambda::Function").flatMap(([id, resource]) => {
    const name = nameInEnvironment(resource.Properties?.FunctionName);
    if (name === undefined) {
      const value = JSON.stringify(resource.Properties?.FunctionName) ?? "none";
      return [
        `function ${id} has the FunctionName ${value}; it must be {"Fn::Sub":"\${Environment}-<name>"}`,
      ];
    }
    const other = found.get(name);
    if (other !== undefined) return [`functions ${other} and ${id} are both named ${name}; rename one`];
    found.set(name, id);
    const match = built.find((candidate) => candidate.name === name);
    if (!match)
      return [
        `function ${id} is named ${name}, for which the build has no bundle (it has ${list(built)}); ` +
          "rename it, or add a lambda_bundle",
      ];
    return [...checkCode(name, resource, match), ...checkLiveAlias(template, name, id)];
  });
  for (const { name } of built) {
    if (!found.has(name)) {
      faults.push(
        `the build has a bundle for the function ${name}, but no function of the template is named ` +
          `\${Environment}-${name}; add one to the stack`,
      );
    }
  }
  return faults;
}

function list(built: readonly BuiltFunction[]): string {
  return built.length === 0 ? "none" : built.map(({ name }) => name).join(", ");
}

function checkCode(name: string, { Properties = {} }: Resource, { handler }: BuiltFunction): string[] {
  const faults: string[] = [];
  if (typeof placeholderOf(Properties.Code) !== "string") {
    faults.push(
      `function ${name} does not have an inline placeholder as its code; use Code.fromInline, the deployer brings ` +
        "the bundle",
    );
  }
  if (handler !== undefined && Properties.Handler !== handler) {
    faults.push(
      `function ${name} has the handler ${JSON.stringify(Properties.Handler)}, but its bundle was built for ` +
        `"${handler}"; make them equal`,
    );
  }
  return faults;
}

/** What an alias is made with, and what of it the deployer sets (`tools/deploy/plan/alias-settings.ts`). */
const ALIAS_PROPERTIES = new Set(["Name", "FunctionName", "FunctionVersion", "Description"]);

function checkLiveAlias(template: Template, name: string, id: string): string[] {
  const of = (type: string): string[] =>
    resourcesOf(template, type)
      .filter(([, { Properties }]) => refTarget(Properties?.FunctionName) === id)
      .map(([logicalId]) => logicalId);
  const [versions, aliases] = [of("AWS::Lambda::Version"), of("AWS::Lambda::Alias")];
  const [version, alias] = [versions[0], aliases[0]];
  if (version === undefined || versions.length > 1) {
    return [
      `function ${name} has ${versions.length} versions in the template; give it exactly one AWS::Lambda::Version`,
    ];
  }
  if (alias === undefined || aliases.length > 1) {
    return [
      `function ${name} has ${aliases.length} aliases in the template; give it exactly one, named live`,
    ];
  }
  const { Properties = {} } = template.Resources?.[alias] ?? {};
  if (Properties.Name !== "live") {
    return [
      `function ${name} has the alias ${JSON.stringify(Properties.Name)}; name it live, the deployer moves that one`,
    ];
  }
  if (getAttTarget(Properties.FunctionVersion) !== `${version}.Version`) {
    return [
      `the alias live of function ${name} does not point at ${version}; set its FunctionVersion to Fn::GetAtt ` +
        `[${version}, Version]`,
    ];
  }
  return Object.keys(Properties)
    .filter((property) => !ALIAS_PROPERTIES.has(property))
    .map(
      (property) =>
        `the alias live of function ${name} has ${property}; leave it out: the deployer owns the alias and does not set ` +
        "that, and CloudFormation would move it to the placeholder with any change",
    );
}
