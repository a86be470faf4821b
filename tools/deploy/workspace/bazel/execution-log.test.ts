import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { serviceOf } from "../../testing/fixtures/service";
import { buildOrigins } from "./execution-log";
import { jsonObjects } from "./json-stream";

const { functions } = serviceOf({
  service: "orders",
  description: "",
  functions: ["a", "b"].map((name) => ({ name, memory: 128, code: "x" })),
});

const spawn = (targetLabel: string, mnemonic: string, runner: string) =>
  JSON.stringify(
    { commandArgs: ["sh", "-c", 'echo "}{"'], targetLabel, mnemonic, runner, cacheHit: false },
    null,
    2,
  );

async function origins(...entries: string[]): Promise<Record<string, string>> {
  const log = join(await mkdtemp(join(tmpdir(), "ferry-log-")), "log.json");
  await writeFile(log, entries.join(""));
  return Object.fromEntries(await buildOrigins(log, functions));
}

describe("where bundles come from", () => {
  test.each([
    ["remote cache hit", "remote-cache"],
    ["disk cache hit", "disk-cache"],
    ["linux-sandbox", "built"],
    ["worker", "built"],
  ])("%s is %s", async (runner, origin) => {
    expect(await origins(spawn("//services/orders:a", "LambdaPack", runner))).toMatchObject({
      "//services/orders:a": origin,
    });
  });

  test("what the log does not name was up to date", async () => {
    const others = [
      spawn("//services/orders:a", "TsProject", "worker"),
      spawn("//x:a", "LambdaPack", "worker"),
    ];
    expect(await origins(...others)).toEqual({
      "//services/orders:a": "up-to-date",
      "//services/orders:b": "up-to-date",
    });
  });

  test("labels of the main repository have several spellings", async () => {
    const entries = [
      spawn("@@//services/orders:a", "LambdaPack", "worker"),
      spawn("@//services/orders:b", "LambdaPack", "worker"),
    ];
    expect(Object.values(await origins(...entries))).toEqual(["built", "built"]);
  });

  test("is unknown without a log, and with one that cannot be read", async () => {
    expect([...(await buildOrigins(undefined, functions)).values()]).toEqual(["unknown", "unknown"]);
    expect([...(await buildOrigins("/nonexistent/log.json", functions)).values()]).toEqual([
      "unknown",
      "unknown",
    ]);
    expect(Object.values(await origins('{"mnemonic": "LambdaPack" "x"}'))).toEqual(["unknown", "unknown"]);
  });
});

describe("concatenated JSON objects", () => {
  test("are cut apart wherever the chunks are", async () => {
    const value = fc.object({
      maxDepth: 2,
      maxKeys: 3,
      key: fc.string({ unit: "binary" }),
      values: [fc.string({ unit: "grapheme" }), fc.integer()],
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(value, { maxLength: 8 }),
        fc.integer({ min: 1, max: 20 }),
        fc.nat(4),
        async (values, step, indent) => {
          const bytes = Buffer.from(
            values.map((one) => JSON.stringify(one, null, indent)).join(indent ? "\n" : ""),
          );
          const chunks: Buffer[] = [];
          for (let at = 0; at < bytes.length; at += step) chunks.push(bytes.subarray(at, at + step));
          const read: unknown[] = [];
          for await (const object of jsonObjects(Readable.from(chunks)))
            read.push(JSON.parse(object.toString("utf8")));
          expect(read).toEqual(JSON.parse(JSON.stringify(values)));
        },
      ),
    );
  });
});
