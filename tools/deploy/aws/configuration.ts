import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import type { FunctionVersion } from "../state/observed";

/**
 * Members of FunctionConfiguration that are settings: a version freezes them, and `$LATEST` has those of the next version.
 * The others describe a state or an identity (LastModified, RevisionId), or differ between `$LATEST` and a version without
 * anyone having set them (Description, RuntimeVersionConfig).
 * https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html
 */
const SETTINGS = [
  "Architectures",
  "CapacityProviderConfig",
  "DeadLetterConfig",
  "DurableConfig",
  "EphemeralStorage",
  "FileSystemConfigs",
  "Handler",
  "ImageConfigResponse",
  "KMSKeyArn",
  "LoggingConfig",
  "MemorySize",
  "PackageType",
  "Role",
  "Runtime",
  "TenancyConfig",
  "Timeout",
] as const satisfies readonly (keyof FunctionConfiguration)[];

/** What the deployer knows of a version of a function, from Lambda's answer. */
export function functionVersion(answer: FunctionConfiguration): FunctionVersion {
  const reason = answer.LastUpdateStatusReason ?? answer.StateReason;
  return {
    version: answer.Version ?? "$LATEST",
    codeSha256: answer.CodeSha256 ?? "",
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
  // Of these only a part is a setting; the rest is state, and may differ between a version and $LATEST.
  chosen.Environment = answer.Environment?.Variables ?? {};
  chosen.Layers = (answer.Layers ?? []).map((layer) => layer.Arn);
  chosen.SnapStart = answer.SnapStart?.ApplyOn ?? "None";
  chosen.TracingConfig = answer.TracingConfig?.Mode ?? "PassThrough";
  chosen.VpcConfig = {
    subnets: [...(answer.VpcConfig?.SubnetIds ?? [])].sort(),
    securityGroups: [...(answer.VpcConfig?.SecurityGroupIds ?? [])].sort(),
    ipv6: answer.VpcConfig?.Ipv6AllowedForDualStack ?? false,
  };
  return chosen;
}
