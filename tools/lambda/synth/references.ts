import { patternOf } from "../../cloudformation/pattern";
import { environmentParameter, importParameter } from "../../cloudformation/references";
import { intrinsic, type Template } from "../template/template";

/**
 * Faults of how the stack refers to other services. The deployer knows by `Metadata.Ferry.References` which parameters to fill;
 * what names another service's environment in another way ends where the service is not deployed beside it, as in an overlay.
 */
export function checkReferences(template: Template): string[] {
  return [...checkFilled(template), ...checkImports(template)];
}

function checkFilled({ Metadata, Parameters = {} }: Template): string[] {
  const { References = {} } = (Metadata?.Ferry ?? {}) as {
    References?: Readonly<Record<string, { readonly imports: readonly string[] }>>;
  };
  return Object.entries(References)
    .flatMap(([service, { imports }]) => [
      environmentParameter(service),
      ...imports.map((name) => importParameter(service, name)),
    ])
    .filter((name) => Parameters[name]?.Type !== "String")
    .map(
      (name) =>
        `its metadata says that it has the String parameter ${name}, and it has none; leave Metadata.Ferry to ServiceStack`,
    );
}

function checkImports({ Resources = {}, Outputs = {} }: Template): string[] {
  return Object.entries({ ...Resources, ...Outputs }).flatMap(([id, entry]) =>
    [...new Set(importedNames(entry))]
      .map((name) => /^\$\{Environment\}-(.+)$/.exec(name)?.[1])
      .filter((name) => name !== undefined)
      .map(
        (name) =>
          `${id} imports \${Environment}-${name} by Fn::ImportValue, which an overlay of an environment does not have; use import of ServiceStack`,
      ),
  );
}

function importedNames(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const name = intrinsic(value, "Fn::ImportValue", patternOf);
  return name === undefined ? Object.values(value).flatMap(importedNames) : [name];
}
