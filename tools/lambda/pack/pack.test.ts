import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "@jest/globals";
import { parse } from "cjs-module-lexer";
import { fromBufferPromise } from "yauzl";
import { readBuildId } from "../../../platform/observability/build-id";
import { BUILD_ID_FILE } from "../../bundle/build-id-file";
import { type Bundle, pack } from "./pack";

const METAFILE = JSON.stringify({
  outputs: {
    "bundle.js.map": { inputs: {} },
    "bundle.js": {
      entryPoint: "services/orders/src/main.js",
      inputs: {
        "services/orders/src/main.js": { bytesInOutput: 40 },
        "node_modules/.aspect_rules_js/zod@4.6.7/node_modules/zod/v4/core.js": { bytesInOutput: 50 },
        "node_modules/.aspect_rules_js/zod@4.6.7/node_modules/zod/v4/parse.js": { bytesInOutput: 60 },
        "node_modules/.pnpm/@aws-sdk+core@1/node_modules/@aws-sdk/core/index.js": { bytesInOutput: 90 },
        "services/orders/src/tiny.js": { bytesInOutput: 1 },
      },
    },
  },
});

function bundle(source: string, changes: Partial<Bundle> = {}): Bundle {
  return {
    label: "//services/orders:bundle",
    path: "services/orders/bundle.js",
    contents: Buffer.from(source),
    metafile: METAFILE,
    handler: "index.handler",
    ...changes,
  };
}

async function readEntry(zip: Buffer, path: string): Promise<string | undefined> {
  const file = await fromBufferPromise(zip, { lazyEntries: true });
  for await (const entry of file.eachEntry()) {
    if (entry.fileName === path) return await text(await file.openReadStreamPromise(entry));
  }
  return undefined;
}

async function refusal(source: string, changes: Partial<Bundle> = {}, limit?: number): Promise<string> {
  const error = await pack(bundle(source, changes), parse, limit).then(
    () => new Error("was packed"),
    (reason: Error) => reason,
  );
  return error.message;
}

describe("pack", () => {
  test("names the file in the archive after the handler's module, not after the bundle", async () => {
    const { zip } = await pack(bundle("exports.run = 1;", { handler: "src/app.run" }), parse);
    expect(zip.includes("src/app.js")).toBe(true);
  });

  test("counts bytes, not characters", async () => {
    const { zip, digest } = await pack(bundle('exports.handler = "ä";'), parse);
    expect(digest).toMatchObject({ version: 1, unzippedBytes: 23 + 64, zippedBytes: zip.length });
    expect(Buffer.from(digest.sha256, "hex").toString("base64")).toBe(digest.codeSha256);
  });

  test("puts the SHA-256 of the code beside the code", async () => {
    const source = "exports.handler = 1;";
    const { zip, digest } = await pack(bundle(source), parse);
    expect(digest.buildId).toBe(createHash("sha256").update(source).digest("hex"));
    expect(await readEntry(zip, BUILD_ID_FILE)).toBe(digest.buildId);
    expect(await readEntry(zip, "index.js")).toBe(source);
  });

  test("the platform reads the build id from the same file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ferry-pack-"));
    try {
      const { digest } = await pack(bundle("exports.handler = 1;"), parse);
      writeFileSync(join(folder, BUILD_ID_FILE), digest.buildId);
      expect(readBuildId(folder)).toBe(digest.buildId);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("gives code the same build id whatever it is called in the zip", async () => {
    const [one, two] = await Promise.all(
      ["index.run", "app.run"].map((handler) => pack(bundle("exports.run = 1;", { handler }), parse)),
    );
    expect(one?.digest.buildId).toBe(two?.digest.buildId);
    expect(one?.digest.sha256).not.toBe(two?.digest.sha256);
  });

  test("refuses a handler that the bundle does not export", async () => {
    expect(await refusal("exports.main = 1; exports.other = 2;")).toMatchInlineSnapshot(
      `"//services/orders:bundle: services/orders/bundle.js does not export its handler "handler" (it exports main, other); export it by name from services/orders/src/main.js, or name another export in the target's handler attribute"`,
    );
    expect(await refusal("console.log(1)")).toMatchInlineSnapshot(
      `"//services/orders:bundle: services/orders/bundle.js does not export its handler "handler" (it exports nothing); export it by name from services/orders/src/main.js, or name another export in the target's handler attribute"`,
    );
  });

  test("refuses a handler setting that names no export", async () => {
    expect(await refusal("exports.handler = 1;", { handler: "index" })).toMatchInlineSnapshot(
      `"//services/orders:bundle: handler "index" is not of the form "<module>.<export>"; set it to e.g. "index.handler""`,
    );
    expect(await refusal("exports.handler = 1;", { handler: "../index.handler" })).toContain(
      "not of the form",
    );
    expect(await refusal("exports.handler = 1;", { handler: "index.api.handler" })).toContain(
      "not of the form",
    );
  });

  test("reads a long banner of comments in no time worth mentioning", async () => {
    const banner = "// https://example.com // more\n".repeat(2_000);
    expect(await pack(bundle(`${banner}\nexports.handler = 1;`), parse)).toBeDefined();
    expect(await refusal(banner)).toContain("is empty");
  });

  test.each(["", "\n", '"use strict";\n//# sourceMappingURL=bundle.js.map\n', "// src/main.ts\n"])(
    "refuses a bundle without code: %j",
    async (source) => {
      expect(await refusal(source)).toBe(
        '//services/orders:bundle: services/orders/bundle.js is empty; export "handler" from services/orders/src/main.js',
      );
    },
  );

  test("refuses what is not CommonJS", async () => {
    const message = await refusal('import { x } from "y"; export const handler = x;');
    expect(message).toMatch(
      /^\/\/services\/orders:bundle: services\/orders\/bundle\.js cannot be read as a CommonJS module \(.+\); /,
    );
    expect(message).toMatch(/bundle it with format = "cjs"$/);
  });

  test("refuses a bundle over the unzipped limit and names its largest parts", async () => {
    expect(await refusal("exports.handler = 1;", {}, 79)).toMatchInlineSnapshot(
      `"//services/orders:bundle: services/orders/bundle.js is 84 bytes, 5 over Lambda's limit of 79 unzipped; its largest parts are zod (110 bytes), @aws-sdk/core (90 bytes), services/orders/src/main.js (40 bytes); import less of them, or split the service"`,
    );
  });

  test("takes a zip over 50 MB, which goes to Lambda through S3", async () => {
    // Comments of noise, which cannot be compressed below three quarters.
    const noise = `// ${randomBytes(57_000_000).toString("base64")}\n`;
    const { digest } = await pack(bundle(`${noise}exports.handler = 1;`), parse);
    expect(digest.zippedBytes).toBeGreaterThan(52_428_800);
  }, 60_000);

  test("takes a bundle of exactly the limit", async () => {
    const { digest } = await pack(bundle("exports.handler = 1;"), parse);
    await pack(bundle("exports.handler = 1;"), parse, digest.unzippedBytes);
  });
});
