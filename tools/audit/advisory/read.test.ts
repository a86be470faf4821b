import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ZipFile } from "yazl";
import { readAdvisories } from "./read";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ferry-osv-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, contents: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof contents === "string" ? contents : JSON.stringify(contents));
  return path;
}

async function zip(name: string, entries: Readonly<Record<string, string>>): Promise<string> {
  const archive = new ZipFile();
  for (const [entry, contents] of Object.entries(entries)) archive.addBuffer(Buffer.from(contents), entry);
  archive.end();
  const path = join(folder, name);
  await pipeline(archive.outputStream, createWriteStream(path));
  return path;
}

test("an export is one record, many, the API's answer, JSON lines, a zip, or a folder of them", async () => {
  const record = (id: string) => ({ id, affected: [], schema_version: "1.7.0" });
  const lines = `${JSON.stringify(record("E"))}\n\n${JSON.stringify(record("F"))}\n`;
  const found = async (path: string) => (await readAdvisories(path)).map(({ id }) => id);
  expect(await found(file("a.json", record("A")))).toEqual(["A"]);
  expect(await found(file("b.json", [record("B"), record("C")]))).toEqual(["B", "C"]);
  expect(await found(file("d.json", { vulns: [record("D")] }))).toEqual(["D"]);
  expect(await found(file("e.jsonl", lines))).toEqual(["E", "F"]);
  const entries = { "GHSA-1.json": JSON.stringify(record("G")), "LICENSE.txt": "text" };
  expect(await found(await zip("g.zip", entries))).toEqual(["G"]);
  expect(await found(folder)).toEqual(["A", "B", "C", "D", "E", "F", "G"]);
});

test("what cannot be read is named", async () => {
  await expect(readAdvisories(join(folder, "none.json"))).rejects.toThrow("none.json does not exist");
  await expect(readAdvisories(file("x.json", "{"))).rejects.toThrow(/x\.json is not JSON/);
  await expect(readAdvisories(file("y.json", { a: 1 }))).rejects.toThrow(/y\.json holds no OSV records/);
  await expect(readAdvisories(file("z.jsonl", '{"id":"A"}\n{"x":1}\n'))).rejects.toThrow(/z\.jsonl, line 2/);
  await expect(readAdvisories(file("w.zip", "no zip"))).rejects.toThrow(/w\.zip cannot be read as a zip/);
});
