import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { fromBase64 } from "../../model/digest";
import type { FunctionVersion } from "../../model/observed";
import { PARTS, SETTINGS } from "../../model/settings";

/** Converts a version of a function from Lambda's response. */
export function functionVersion(answer: FunctionConfiguration): FunctionVersion {
  const reason = answer.LastUpdateStatusReason ?? answer.StateReason;
  return {
    version: answer.Version ?? "$LATEST",
    sha256: fromBase64(answer.CodeSha256 ?? ""),
    revisionId: answer.RevisionId ?? "",
    configuration: settings(answer),
    state: answer.State ?? "Active",
    lastUpdateStatus: answer.LastUpdateStatus ?? "Successful",
    ...(reason === undefined ? {} : { reason }),
    ...(answer.Description === undefined ? {} : { description: answer.Description }),
    ...(answer.LastModified === undefined ? {} : { lastModified: answer.LastModified }),
  };
}

function settings(answer: FunctionConfiguration): Record<string, unknown> {
  const chosen: Record<string, unknown> = {};
  for (const name of SETTINGS) if (answer[name] !== undefined) chosen[name] = answer[name];
  for (const part of PARTS) chosen[/^\w+/.exec(part)?.[0] ?? part] = READ[part](answer);
  return chosen;
}

const READ: Readonly<Record<(typeof PARTS)[number], (answer: FunctionConfiguration) => unknown>> = {
  "Environment.Variables": ({ Environment }) => Environment?.Variables ?? {},
  "Layers[].Arn": ({ Layers = [] }) => Layers.map(({ Arn }) => Arn),
  "SnapStart.ApplyOn": ({ SnapStart }) => SnapStart?.ApplyOn ?? "None",
  "TracingConfig.Mode": ({ TracingConfig }) => TracingConfig?.Mode ?? "PassThrough",
  "VpcConfig{SubnetIds,SecurityGroupIds,Ipv6AllowedForDualStack}": ({ VpcConfig }) => ({
    subnets: [...(VpcConfig?.SubnetIds ?? [])].sort(),
    securityGroups: [...(VpcConfig?.SecurityGroupIds ?? [])].sort(),
    ipv6: VpcConfig?.Ipv6AllowedForDualStack ?? false,
  }),
};
