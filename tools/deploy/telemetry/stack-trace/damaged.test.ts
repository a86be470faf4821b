import { gzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { DamagedDebugArtifact, StoredDebugArtifacts } from "../../bucket/debug-artifacts";
import { damagedJson, foreignJson } from "../../testing/fixtures/damaged-json";
import { parseSourceMap, resolveTrace, SourceMapInvalid } from "./resolve";

const MAP = JSON.stringify({
  version: 3,
  file: "index.js",
  sourceRoot: "",
  sources: ["../src/main.ts", "../src/charge.ts", null],
  sourcesContent: ["throw 1;\nfoo();", "bar();", null],
  names: ["charge", "foo"],
  mappings: "AAAA,SAASA,IAAT;AACA,ICAEA,MDCMC;;AAEN",
});

const TRACE = Array.from({ length: 5 }, (_, line) =>
  Array.from({ length: 10 }, (_, column) => `    at f (/var/task/index.js:${line + 1}:${column + 1})`),
)
  .flat()
  .join("\n");

/** What is made of a map; undefined where it is refused for what it is. */
function resolved(map: string): unknown {
  try {
    return resolveTrace(TRACE, parseSourceMap(map), "//services/orders:bundle");
  } catch (error) {
    expect(error).toBeInstanceOf(SourceMapInvalid);
    return undefined;
  }
}

test("a source map that is damaged, or none at all, resolves what it can or is refused", () => {
  expect(resolved(MAP)).toContainEqual(
    expect.objectContaining({ source: expect.objectContaining({ line: 1 }) }),
  );
  const mappings = fc.string({ unit: fc.constantFrom(..."ABCDEFgvwxyz+/;,9") });
  const other = foreignJson(["version", "sources", "names", "mappings", "sections", "sourcesContent"]);
  fc.assert(
    fc.property(
      fc.oneof(
        { weight: 3, arbitrary: damagedJson(MAP) },
        mappings.map((text) => JSON.stringify({ ...JSON.parse(MAP), mappings: text })),
        other.map((value) => JSON.stringify(value)),
      ),
      (map) => {
        resolved(map);
      },
    ),
    { numRuns: 3_000 },
  );
});

test("a stored one whose compression is broken is reported as damaged", async () => {
  const body = gzipSync(MAP);
  const found = async (bytes: Buffer): Promise<string | undefined> => {
    const bucket = { bytes: async () => bytes, head: async () => undefined, upload: async () => undefined };
    return await new StoredDebugArtifacts(bucket).find("source-maps/x.js.map.gz");
  };
  expect(await found(body)).toBe(MAP);
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: body.length - 1 }),
      fc.nat({ max: 255 }),
      fc.boolean(),
      async (at, byte, cut) => {
        const damaged = cut ? body.subarray(0, at) : Buffer.from(body);
        if (!cut) damaged[at] = byte;
        const text = await found(damaged).catch((error: unknown) => {
          expect(error).toBeInstanceOf(DamagedDebugArtifact);
          expect(error).toMatchObject({
            message: expect.stringContaining("source-maps/x.js.map.gz is damaged: "),
          });
        });
        if (typeof text === "string") expect(text).toBe(MAP);
      },
    ),
  );
});
