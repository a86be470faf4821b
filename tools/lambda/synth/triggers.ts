import { INVOKERS } from "../template/invokers";
import { refersTo, resourcesOf, type Template } from "../template/template";

/** Types whose resources have to name the alias where they name the function. */
const TYPES = Object.entries(INVOKERS).flatMap(([type, { hasQualifier }]) => (hasQualifier ? [] : type));

/**
 * Faults of what invokes a function: it must name the alias `live`. Else it would run code that has been uploaded but not yet
 * gone live, and the placeholder before the first deploy.
 */
export function checkTriggers(template: Template): string[] {
  const functions = resourcesOf(template, "AWS::Lambda::Function").map(([id]) => id);
  return [
    ...checkInvokeConfigs(template),
    ...TYPES.flatMap((type) =>
      resourcesOf(template, type).flatMap(([id, { Properties }]) =>
        functions
          .filter((functionId) => refersTo(Properties, functionId))
          .map(
            (functionId) => `${type} ${id} points at the function ${functionId}; point it at its alias live`,
          ),
      ),
    ),
  ];
}

/** Settings of asynchronous invocations name the alias by a property of its own. Those of another version hold for no trigger. */
function checkInvokeConfigs(template: Template): string[] {
  return resourcesOf(template, "AWS::Lambda::EventInvokeConfig").flatMap(([id, { Properties = {} }]) =>
    Properties.Qualifier === "live"
      ? []
      : [
          `AWS::Lambda::EventInvokeConfig ${id} has the Qualifier ${JSON.stringify(Properties.Qualifier) ?? "(none)"}, and triggers invoke the alias live; make it "live"`,
        ],
  );
}
