import type { Parameter, Stack } from "@aws-sdk/client-cloudformation";
import type { ObservedStack } from "../../model/observed";

/** Converts a stack from DescribeStacks. */
export function observedStack(stack: Stack): ObservedStack {
  return {
    name: stack.StackName ?? "",
    id: stack.StackId ?? "",
    status: stack.StackStatus ?? "",
    ...(stack.StackStatusReason === undefined ? {} : { statusReason: stack.StackStatusReason }),
    ...(stack.CreationTime === undefined ? {} : { created: stack.CreationTime }),
    ...(stack.DeploymentConfig?.Mode === "EXPRESS" ? { express: true } : {}),
    ...(stack.EnableTerminationProtection ? { terminationProtected: true } : {}),
    tags: record(stack.Tags, (tag) => [tag.Key, tag.Value]),
    parameters: record(stack.Parameters, (parameter: Parameter) => [
      parameter.ParameterKey,
      parameter.ParameterValue,
    ]),
    outputs: record(stack.Outputs, (output) => [output.OutputKey, output.OutputValue]),
    exports: (stack.Outputs ?? []).flatMap(({ ExportName }) => ExportName ?? []),
  };
}

function record<T>(
  items: readonly T[] | undefined,
  entry: (item: T) => [string | undefined, string | undefined],
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const item of items ?? []) {
    const [key, value] = entry(item);
    if (key !== undefined && value !== undefined) result[key] = value;
  }
  return result;
}
