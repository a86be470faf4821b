import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import fc from "fast-check";
import { ZipFile } from "yazl";
import { zipOf } from "../lambda.fixture";
import { unzip } from "./zip";

// Real processes and files on a machine that may be busy: what hangs is ended, what is slow is not.
jest.setTimeout(60_000);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ferry-zip-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A zip with one entry whose name is put in afterwards, as no zip library writes such names. */
async function zipWithName(name: string): Promise<Buffer> {
  const placeholder = "n".repeat(Buffer.byteLength(name));
  const zip = await zipOf({ [placeholder]: "content" });
  return Buffer.from(
    zip.toString("latin1").replaceAll(placeholder, Buffer.from(name).toString("latin1")),
    "latin1",
  );
}

describe("unzip", () => {
  test("gives the files that went in", async () => {
    const path = fc
      .array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 3 })
      // A folder and a file of one name cannot stand beside each other.
      .map((parts) =>
        parts.map((part, depth) => `${part}${depth === parts.length - 1 ? ".js" : ""}`).join("/"),
      );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.dictionary(path, fc.string(), { minKeys: 1 }), async (files) => {
        const target = join(folder, String(run++));
        await unzip(await zipOf(files), target);
        const found = readdirSync(target, { recursive: true, encoding: "utf8" }).filter((name) =>
          statSync(join(target, name)).isFile(),
        );
        expect(
          Object.fromEntries(found.map((name) => [name, readFileSync(join(target, name), "utf8")])),
        ).toEqual(files);
      }),
      { numRuns: 50 },
    );
  });

  test.each(["../out", "/etc/out", "a/../../out", "a\\out", "C:/out"])(
    "refuses the name %s",
    async (name) => {
      const target = join(folder, "target");
      await expect(unzip(await zipWithName(name), target)).rejects.toMatchObject({
        code: "InvalidParameterValueException",
      });
      expect(
        readdirSync(folder, { recursive: true }).filter((entry) => String(entry).includes("out")),
      ).toEqual([]);
    },
  );

  test("refuses symbolic links", async () => {
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from("/etc/passwd"), "link", { mode: 0o120777 });
    zip.end();
    const chunks: Buffer[] = [];
    for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
    await expect(unzip(Buffer.concat(chunks), folder)).rejects.toThrow("symbolic links, such as link");
  });

  test("refuses what is cut short or changed", async () => {
    const zip = await zipOf({ "index.js": "x".repeat(10_000) });
    await expect(unzip(zip.subarray(0, -10), folder)).rejects.toThrow("Could not unzip uploaded file");
    const changed = Buffer.from(zip);
    changed.fill(0xff, 40, 60);
    await expect(unzip(changed, folder)).rejects.toThrow("Could not unzip uploaded file");
  });

  test("refuses more than 250 MB by what the zip says of itself, before anything is written", async () => {
    const zip = await zipOf({ "zeros.bin": Buffer.alloc(1000) });
    // The uncompressed size in the central directory's header.
    zip.writeUInt32LE(262_144_001, zip.indexOf("PK\x01\x02") + 24);
    await expect(unzip(zip, folder)).rejects.toThrow("Unzipped size must be smaller than 262144000 bytes");
    expect(readdirSync(folder)).toEqual([]);
  });
});
