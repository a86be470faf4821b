import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { explain } from "./why";

const folder = mkdtempSync(join(tmpdir(), "ferry-why-"));
let commit: string;

function git(...args: string[]): string {
  const who = ["-c", "user.name=ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false"];
  return execFileSync("git", ["-C", folder, ...who, ...args], { encoding: "utf8" }).trim();
}

function write(path: string, text: string, mode = 0o644): void {
  writeFileSync(join(folder, path), text, { mode });
}

beforeAll(() => {
  git("init", "--quiet");
  write("main.ts", "one\n");
  write("pnpm-lock.yaml", "<<<<<<< HEAD\npackages: {a: [}\n=======\n");
  write("bazelw", '#!/bin/sh\necho \'  "//:bundle" -> "//:main.ts"\'\n', 0o755);
  git("add", ".");
  git("commit", "--quiet", "-m", "a merge that was not one");
  commit = git("rev-parse", "HEAD");
  write("main.ts", "two\n");
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("a lock file that cannot be read leaves the packages unknown, and the rest is explained", async () => {
  const workspace = { folder, startupOptions: [], buildOptions: [] };
  const changed = { target: "//:bundle", metafile: undefined, deployed: { commit, dirty: false } };
  const [explanation] = await explain([changed], {
    workspace,
    executionRoot: folder,
    signal: new AbortController().signal,
  });
  expect(explanation).toEqual({
    since: commit,
    causes: [{ kind: "file", part: "content", path: "main.ts", change: "changed" }],
    notes: ["without pnpm-lock.yaml then and now it is not known which packages changed"],
  });
});
