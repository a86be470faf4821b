import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { describe, expect, test } from "@jest/globals";
import { functionVersion } from "../aws/lambda/configuration";
import { configurationDigest, hasConfiguration } from "./configuration-digest";
import { COVERAGE, coverageOf, PARTS, SETTINGS } from "./settings";

/** An answer of Lambda's with every setting. */
const ANSWER: FunctionConfiguration = {
  Architectures: ["arm64"],
  CapacityProviderConfig: { LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: "arn:c" } },
  DeadLetterConfig: { TargetArn: "arn:d" },
  DurableConfig: { ExecutionTimeout: 60 },
  EphemeralStorage: { Size: 512 },
  FileSystemConfigs: [{ Arn: "arn:f", LocalMountPath: "/mnt/f" }],
  Handler: "index.handler",
  ImageConfigResponse: { ImageConfig: { Command: ["run"] } },
  KMSKeyArn: "arn:k",
  LoggingConfig: { LogFormat: "JSON" },
  MemorySize: 256,
  PackageType: "Zip",
  Role: "arn:r",
  Runtime: "nodejs24.x",
  TenancyConfig: { TenantIsolationMode: "PER_TENANT" },
  Timeout: 3,
  Environment: { Variables: { LEVEL: "info" } },
  Layers: [{ Arn: "arn:l", CodeSize: 1 }],
  SnapStart: { ApplyOn: "PublishedVersions", OptimizationStatus: "On" },
  TracingConfig: { Mode: "Active" },
  VpcConfig: {
    SubnetIds: ["b", "a"],
    SecurityGroupIds: ["d", "c"],
    VpcId: "v",
    Ipv6AllowedForDualStack: true,
  },
};

/** What the deployer of 78bbb05 recorded for it, and for an answer without any setting. */
const RECORDED = "ce6f3cd609da9842a662d3bbd764bea38ff2f025f29fa1799e472d92c87aa439";
const RECORDED_OF_NONE = "58ea3ec5c4d6fda422b5b6b8a0b83e51c55e145971c88ff054950b588a360c97";

const version = functionVersion(ANSWER);
const other = functionVersion({ ...ANSWER, MemorySize: 512 });

describe("a digest of settings", () => {
  test("stays the same as long as its coverage does: neither an upgrade nor a downgrade loses anything", () => {
    // If this fails after a new row of SETTINGS or PARTS, the coverage is another: record both again. If there is no new row, another
    // part of a setting is read: rename it in PARTS, so that the coverage changes.
    expect(configurationDigest(version)).toBe(RECORDED);
    expect(configurationDigest(functionVersion({}))).toBe(RECORDED_OF_NONE);
    expect([hasConfiguration(version, RECORDED), hasConfiguration(other, RECORDED)]).toEqual([true, false]);
  });

  test("covers every setting: leaving out any one changes it", () => {
    const digests = Object.keys(ANSWER).map((name) =>
      configurationDigest(functionVersion({ ...ANSWER, [name]: undefined })),
    );
    expect(new Set([RECORDED, ...digests]).size).toBe(SETTINGS.length + PARTS.length + 1);
  });

  test("names any other coverage, and is compared only with a digest of the same coverage", () => {
    const later = coverageOf([...SETTINGS, ...PARTS, "RuntimeVersionConfig"]);
    const digest = configurationDigest(version, later);
    expect(digest).toMatch(/^[0-9a-f]{8}:[0-9a-f]{64}$/);
    expect([hasConfiguration(version, digest, later), hasConfiguration(other, digest, later)]).toEqual([
      true,
      false,
    ]);
    // A newer deployer reads a record of this one, and this one a record of a newer one.
    expect(hasConfiguration(other, RECORDED, later)).toBeUndefined();
    expect(hasConfiguration(other, digest)).toBeUndefined();
  });

  test.each(["", ":", "2:", "md5:00", `${COVERAGE}:1`, `1:${RECORDED}`])(
    "of an unknown format says nothing: %j",
    (digest) => expect(hasConfiguration(version, digest)).toBeUndefined(),
  );
});

describe("the coverage", () => {
  test("changes with every setting that is added or removed, and not with their order", () => {
    const all = [...SETTINGS, ...PARTS];
    expect(coverageOf([...all].reverse())).toBe(COVERAGE);
    const changed = [[...all, "More"], ...all.map((one) => all.filter((name) => name !== one))];
    expect(new Set([COVERAGE, ...changed.map(coverageOf)]).size).toBe(all.length + 2);
  });
});
