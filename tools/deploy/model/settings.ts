import { createHash } from "node:crypto";

/**
 * Members of Lambda's FunctionConfiguration that are settings: a version freezes them, and `$LATEST` has those of the next version.
 * The others describe a state or an identity (LastModified, RevisionId), or differ between `$LATEST` and a version without
 * anyone having set them (Description, RuntimeVersionConfig).
 * https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html
 */
export const SETTINGS = [
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
] as const;

/**
 * Members of which only a part is a setting: the rest is state, and may differ between a version and `$LATEST`. Each is named by what
 * is read of it: the names make the coverage, so another reading needs another name.
 */
export const PARTS = [
  "Environment.Variables",
  "Layers[].Arn",
  "SnapStart.ApplyOn",
  "TracingConfig.Mode",
  "VpcConfig{SubnetIds,SecurityGroupIds,Ipv6AllowedForDualStack}",
] as const;

/** What settings are covered, as eight digits: they differ where the list of settings does, whatever its order. */
export function coverageOf(settings: readonly string[]): string {
  return createHash("sha256")
    .update(JSON.stringify([...settings].sort()))
    .digest("hex")
    .slice(0, 8);
}

/** What this deployer covers. */
export const COVERAGE = coverageOf([...SETTINGS, ...PARTS]);
