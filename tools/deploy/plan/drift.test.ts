import { describe, expect, test } from "@jest/globals";
import type { FunctionRecord, ServiceRecord } from "../bucket/record/record";
import { configurationDigest } from "../model/configuration-digest";
import type { FunctionVersion, ObservedFunction } from "../model/observed";
import { driftOf } from "./drift";

const CODE = Buffer.alloc(32, 1);

function version(number: string, change: Partial<FunctionVersion> = {}): FunctionVersion {
  return {
    version: number,
    sha256: CODE.toString("hex"),
    revisionId: "r",
    configuration: { MemorySize: 128, Environment: { LEVEL: "info", SECRET: "hunter2" } },
    state: "Active",
    lastUpdateStatus: "Successful",
    ...change,
  };
}

const deployed: ObservedFunction = { live: version("5"), latest: version("$LATEST") };

function drift(
  observed: ObservedFunction,
  change: Partial<FunctionRecord> = {},
  service: Partial<ServiceRecord> = {},
) {
  const one = {
    version: "5",
    sha256: CODE.toString("hex"),
    configuration: configurationDigest(version("5")),
  };
  const recorded = { functions: { orders: { ...one, ...change } }, by: "me", at: "2026-11-23T00:00:00Z" };
  return driftOf({ ...recorded, ...service }, "orders", observed);
}

describe("drift", () => {
  test("is none for an unchanged function", () => {
    expect(drift(deployed)).toEqual([]);
  });

  test("of an alias that was moved or deleted", () => {
    expect(drift({ ...deployed, live: version("4") })).toEqual([{ kind: "alias", from: "5", to: "4" }]);
    expect(drift({ latest: version("$LATEST") })).toEqual([{ kind: "alias", from: "5", to: null }]);
  });

  test("of code", () => {
    const sha256 = Buffer.alloc(32, 2).toString("hex");
    expect(drift({ ...deployed, latest: version("$LATEST", { sha256 }) })).toEqual([{ kind: "code" }]);
  });

  test("of settings, by their names and without values", () => {
    const configuration = {
      MemorySize: 256,
      Environment: { LEVEL: "debug", SECRET: "hunter2", NEW: "hunter3" },
    };
    const found = drift({ ...deployed, latest: version("$LATEST", { configuration }) });
    expect(found).toEqual([
      { kind: "configuration", settings: ["Environment.LEVEL", "Environment.NEW", "MemorySize"] },
    ]);
    expect(JSON.stringify(found)).not.toMatch(/hunter|debug|info/);
  });

  test("of settings is not reported if they were recorded under another coverage", () => {
    const latest = version("$LATEST", { configuration: { MemorySize: 256 } });
    expect(drift({ ...deployed, latest }, { configuration: `00000000:${"ab".repeat(32)}` })).toEqual([]);
  });

  test("is not reported without a record or a complete deploy, and after a rollback only for the alias", () => {
    const other = { live: version("4"), latest: version("$LATEST", { sha256: "" }) };
    expect(driftOf(undefined, "orders", other)).toEqual([]);
    expect(drift(other, {}, { functions: {} })).toEqual([]);
    expect(drift(other, {}, { pending: true })).toEqual([]);
    expect(drift(other, { behind: true })).toEqual([{ kind: "alias", from: "5", to: "4" }]);
    expect(drift({ ...other, live: version("5") }, { behind: true })).toEqual([]);
  });
});
