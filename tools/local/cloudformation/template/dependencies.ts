import type { Dependencies } from "./graph";
import { references } from "./references";
import type { Template } from "./template";

/**
 * What each of the given resources depends on among them, by `Ref`, `Fn::GetAtt`, `Fn::Sub` and `DependsOn`.
 * A resource that a condition leaves out is no dependency.
 */
export function resourceDependencies(template: Template, active: ReadonlySet<string>): Dependencies {
  const dependencies = new Map<string, ReadonlySet<string>>();
  for (const [logicalId, { properties, dependsOn }] of template.resources) {
    if (!active.has(logicalId)) continue;
    const named = [...dependsOn, ...references(properties).map(({ name }) => name)];
    dependencies.set(logicalId, new Set(named.filter((name) => active.has(name))));
  }
  return dependencies;
}
