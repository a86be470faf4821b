import { createHash } from "node:crypto";
import { mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { FileDigests } from "./file-digests";

const folder = mkdtempSync(join(tmpdir(), "ferry-digests-"));
afterAll(() => rmSync(folder, { recursive: true }));

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

test("a missing file has no digest", async () => {
  const digests = new FileDigests();
  expect(await digests.digest(join(folder, "none"))).toBeUndefined();
  expect(await digests.read(join(folder, "none"))).toBeUndefined();
});

/** What may happen to a zip while a deploy runs. */
const step = fc.record({
  how: fc.constantFrom("write", "replace", "keep-mtime", "digest", "read"),
  other: fc.boolean(),
});

test.each([
  { what: "with the real clock: a change may leave all times unchanged", late: 0, texts: ["aaaa", "bbbb"] },
  { what: "late enough that digests are kept", late: 1_000, texts: ["aaaa", "bb"] },
])("whatever happens to the file, digest and bytes match its content, $what", async ({ late, texts }) => {
  const [first = "", second = ""] = texts;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const path = join(folder, "zip");
      writeFileSync(path, first);
      let text = first;
      const digests = new FileDigests(() => Date.now() + late);
      for (const { how, other } of steps) {
        if (how === "digest") expect(await digests.digest(path)).toBe(sha256(text));
        else if (how === "read")
          expect(await digests.read(path)).toEqual({ bytes: Buffer.from(text), digest: sha256(text) });
        else {
          text = other ? second : first;
          const { atime, mtime } = statSync(path);
          if (how === "replace") {
            writeFileSync(`${path}.new`, text);
            renameSync(`${path}.new`, path);
          } else writeFileSync(path, text);
          if (how === "keep-mtime") utimesSync(path, atime, mtime);
        }
      }
    }),
  );
});
