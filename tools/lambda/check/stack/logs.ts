import { patternOf } from "../../../cloudformation/pattern";
import { type Resource, refTarget, resourcesOf, type Template } from "../../template/template";
import type { Report } from "../report/report";

/**
 * Faults of functions whose logs are kept for ever: Lambda makes a log group itself where the stack has none, and neither that one
 * nor one without RetentionInDays deletes anything.
 */
export function logsOf(template: Template): Report {
  const groups = resourcesOf(template, "AWS::Logs::LogGroup");
  const faults = resourcesOf(template, "AWS::Lambda::Function").flatMap(([id, lambda]) => {
    const group = groups.find(([groupId, candidate]) => logsTo(lambda, groupId, candidate));
    if (group?.[1].Properties?.RetentionInDays !== undefined) return [];
    return [
      {
        where: group?.[0] ?? id,
        what: group
          ? "this log group keeps all logs for ever"
          : "the stack has no log group for this function, so Lambda makes one that keeps all logs for ever",
        next: "set RetentionInDays on an AWS::Logs::LogGroup, as ServiceFunction of platform/constructs does",
      },
    ];
  });
  return { sections: [], notices: [], faults };
}

/** Whether a function writes to the log group, because it names it or by the name that Lambda gives to log groups. */
function logsTo({ Properties = {} }: Resource, groupId: string, group: Resource): boolean {
  const { LogGroup } = (Properties.LoggingConfig ?? {}) as { readonly LogGroup?: unknown };
  if (refTarget(LogGroup) === groupId) return true;
  const name = LogGroup ?? `/aws/lambda/${patternOf(Properties.FunctionName)}`;
  return patternOf(group.Properties?.LogGroupName) === patternOf(name);
}
