import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { configurationDigest } from "../model/configuration-digest";
import type { FunctionVersion } from "../model/observed";
import { confirmed, type RecordedService, recordedAsDesired } from "./recorded";

const digest = (code: string): Buffer => createHash("sha256").update(code).digest();
const code = fc.constantFrom("first", "second");
const memory = fc.constantFrom(128, 256);

function latest(bytes: string, MemorySize: number): FunctionVersion {
  return {
    version: "$LATEST",
    sha256: digest(bytes).toString("hex"),
    revisionId: "r",
    configuration: { MemorySize },
    state: "Active",
    lastUpdateStatus: "Successful",
  };
}

const TEMPLATE = "aa".repeat(32);

function record(bytes: string, MemorySize: number): RecordedService {
  const configuration = configurationDigest({ configuration: { MemorySize } });
  const sha256 = digest(bytes).toString("hex");
  return { template: TEMPLATE, functions: { orders: { version: "5", sha256, configuration } } };
}

const desired = (bytes: string) => ({
  name: "dev-orders",
  artifact: { name: "orders", digest: { sha256: digest(bytes).toString("hex") } },
});

describe("a function need not be read", () => {
  test("only if manifest, record and list agree on code, and record and list on settings", () => {
    fc.assert(
      fc.property(code, code, code, memory, memory, (inManifest, inRecord, inList, recorded, listed) => {
        const one = recordedAsDesired(record(inRecord, recorded), TEMPLATE, desired(inManifest));
        const seen = one && confirmed(latest(inList, listed), one);
        const agree = inManifest === inRecord && inRecord === inList && recorded === listed;
        expect(seen !== undefined).toBe(agree);
        if (!seen) return;
        expect(seen.live).toMatchObject({ version: "5", sha256: digest(inManifest).toString("hex") });
        expect(seen.live?.configuration).toEqual(seen.latest?.configuration);
      }),
    );
  });

  test.each<[string, RecordedService | undefined]>([
    ["no record", undefined],
    ["a deploy that has not ended", { ...record("first", 128), pending: true }],
    ["another template", { ...record("first", 128), template: "bb".repeat(32) }],
    ["no template", { functions: record("first", 128).functions }],
    ["no such function", { template: TEMPLATE, functions: {} }],
  ])("never with %s", (_, service) => {
    expect(recordedAsDesired(service, TEMPLATE, desired("first"))).toBeUndefined();
  });

  test("never with settings recorded under another coverage", () => {
    const one = { version: "5", sha256: digest("first").toString("hex") };
    const { configuration } = record("first", 128).functions.orders ?? { configuration: "" };
    expect(confirmed(latest("first", 128), { ...one, configuration })).toBeDefined();
    expect(
      confirmed(latest("first", 128), { ...one, configuration: `00000000:${configuration}` }),
    ).toBeUndefined();
  });

  test("never by an inherited name", () => {
    const odd = { ...desired("first"), artifact: { ...desired("first").artifact, name: "constructor" } };
    expect(recordedAsDesired(record("first", 128), TEMPLATE, odd)).toBeUndefined();
  });
});
