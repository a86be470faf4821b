import { createHash } from "node:crypto";

/**
 * Members of Lambda's FunctionConfiguration that are settings: a version freezes them, and `$LATEST` has those of the next
 * version. The others describe state or identity (LastModified, RevisionId), or differ between `$LATEST` and a version without
 * having been set (Description, RuntimeVersionConfig).
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
 * Members of which only a part is a setting: the rest is state, and may differ between a version and `$LATEST`. Each name says
 * which part is read. The names determine the coverage, so reading another part needs another name.
 */
export const PARTS = [
  "Environment.Variables",
  "Layers[].Arn",
  "SnapStart.ApplyOn",
  "TracingConfig.Mode",
  "VpcConfig{SubnetIds,SecurityGroupIds,Ipv6AllowedForDualStack}",
] as const;

/** An eight-digit fingerprint of a list of settings, independent of its order. */
export function coverageOf(settings: readonly string[]): string {
  return createHash("sha256")
    .update(JSON.stringify([...settings].sort()))
    .digest("hex")
    .slice(0, 8);
}

/** The settings that this deployer compares. */
export const COVERAGE = coverageOf([...SETTINGS, ...PARTS]);
