import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { fromBuffer } from "yauzl";
import { archive, type Entry } from "./archive";
import { digestOf } from "./digest";

interface Read extends Entry {
  readonly mode: number;
  readonly date: string;
}

/** Reads an archive back with a reader that shares no code with the writer. */
function read(zip: Buffer): Promise<Read[]> {
  return new Promise((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: true, validateEntrySizes: true }, (error, file) => {
      if (error) return reject(error);
      const entries: Read[] = [];
      file.on("error", reject);
      file.on("end", () => resolve(entries));
      file.on("entry", (entry) => {
        file.openReadStream(entry, async (failure, stream) => {
          if (failure) return reject(failure);
          const contents = Buffer.concat(await stream.toArray());
          const date = `${entry.lastModFileDate}/${entry.lastModFileTime}/${entry.extraFields.length}`;
          entries.push({ path: entry.fileName, contents, mode: entry.externalFileAttributes >>> 16, date });
          file.readEntry();
        });
      });
      file.readEntry();
    });
  });
}

/** 1 January 1980 in a DOS date (year 0, month 1, day 1), midnight, and no extra field. */
const EPOCH = `${(1 << 5) | 1}/0/0`;

/** Text with the repetitions of a program, so that each setting of the compression shows. */
function program(statements: number): Buffer {
  const words = [
    "const",
    "await",
    "order",
    "handler",
    "exports",
    "(",
    ")",
    "=>",
    "{",
    "}",
    "=",
    ";",
    "0",
    "1",
    "x",
  ];
  let seed = 1;
  const next = () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return words[(seed >>> 16) % words.length];
  };
  return Buffer.from(Array.from({ length: statements }, next).join(" "));
}

const segment = fc.stringMatching(/^[A-Za-zäé0-9_$@-]{1,12}$/);
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join("/"));
const contents = fc.uint8Array({ maxLength: 5000 }).map((bytes) => Buffer.from(bytes));
const entrySet = fc.uniqueArray(fc.record({ path, contents }), {
  selector: (entry) => entry.path,
  maxLength: 12,
});

describe("archive", () => {
  test("a reader gets back what was put in, sorted, dated 1980 and as plain files", async () => {
    await fc.assert(
      fc.asyncProperty(entrySet, async (entries) => {
        const found = await read(await archive(entries));
        const paths = entries.map((entry) => entry.path).sort();
        expect(found.map((entry) => entry.path)).toEqual(paths);
        for (const { path, contents, mode, date } of found) {
          expect(contents.equals(entries.find((entry) => entry.path === path)?.contents as Buffer)).toBe(
            true,
          );
          expect({ mode, date }).toEqual({ mode: 0o100644, date: EPOCH });
        }
      }),
      { numRuns: 60 },
    );
  });

  test("the order of the entries does not matter", async () => {
    const shuffled = entrySet.chain((entries) =>
      fc.tuple(fc.constant(entries), fc.shuffledSubarray(entries, { minLength: entries.length })),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([entries, other]) => {
        expect((await archive(entries)).equals(await archive(other))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test("other contents or another path give another digest", async () => {
    const digest = async (entry: Entry): Promise<string> => digestOf(await archive([entry]), "", 0).sha256;
    await fc.assert(
      fc.asyncProperty(path, contents, async (path, contents) => {
        const original = await digest({ path, contents });
        expect(await digest({ path: `${path}x`, contents })).not.toBe(original);
        expect(await digest({ path, contents: Buffer.concat([contents, Buffer.from([1])]) })).not.toBe(
          original,
        );
      }),
      { numRuns: 60 },
    );
  });

  test("the bytes of a fixed input never change unnoticed: every deployed function would be uploaded again", async () => {
    const zip = await archive([
      { path: "b/z.txt", contents: Buffer.from("last\n") },
      { path: "index.js", contents: program(5000) },
      { path: "b.txt", contents: Buffer.alloc(0) },
    ]);
    expect(digestOf(zip, "b1".repeat(32), 0)).toMatchInlineSnapshot(`
{
  "buildId": "b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1",
  "codeSha256": "96piilKWD8XyauBqlkX4sUEl7Vs8g4wspbI1Tu+JdJ0=",
  "sha256": "f7aa628a52960fc5f26ae06a9645f8b14125ed5b3c838c2ca5b2354eef89749d",
  "unzippedBytes": 0,
  "version": 1,
  "zippedBytes": 4535,
}
`);
  });

  test.each(["/etc/passwd", "../up.js", "a/../../up.js"])("refuses the path %s", async (path) => {
    await expect(archive([{ path, contents: Buffer.alloc(1) }])).rejects.toThrow(path);
  });

  test("refuses two entries of one path", async () => {
    const entry = { path: "index.js", contents: Buffer.from("1") };
    await expect(archive([entry, { ...entry }])).rejects.toThrow(
      'two entries of the archive have the path "index.js"',
    );
  });
});
