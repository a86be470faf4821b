import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sinceCommit } from "./since-commit";

let folder: string;
let commit: string;

function git(...args: string[]): string {
  const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false"];
  return execFileSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8" }).trim();
}

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ferry-git-"));
  git("init", "--quiet");
  write(".gitignore", "ignored.ts\n");
  write("outside.ts", "1");
  write("workspace/pnpm-lock.yaml", "lockfileVersion: '9.0'\n");
  for (const name of ["kept", "edited", "deleted", "staged"]) write(`workspace/src/${name}.ts`, name);
  write("workspace/src/ünusual name.ts", "a text that is long enough to be found again\n".repeat(5));
  git("add", "--all");
  git("commit", "--quiet", "--message", "one");
  commit = git("rev-parse", "HEAD");
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("what differs from a commit, committed since or not, in the workspace alone", async () => {
  write("workspace/src/edited.ts", "2");
  git("commit", "--quiet", "--all", "--message", "two");
  write("outside.ts", "2");
  write("workspace/src/staged.ts", "2");
  git("add", "--all");
  rmSync(join(folder, "workspace/src/deleted.ts"));
  git("mv", "workspace/src/ünusual name.ts", "workspace/src/renamed.ts");
  write("workspace/src/new file.ts", "1");
  write("workspace/ignored.ts", "1");

  const since = await sinceCommit(join(folder, "workspace"), commit, "pnpm-lock.yaml");

  if (typeof since === "string") throw new Error(since);
  expect([...since.changes].sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
    { path: "src/deleted.ts", change: "deleted" },
    { path: "src/edited.ts", change: "changed" },
    { path: "src/new file.ts", change: "added" },
    { path: "src/renamed.ts", change: "renamed", from: "src/ünusual name.ts" },
    { path: "src/staged.ts", change: "changed" },
  ]);
  expect(since.lockfile).toBe("lockfileVersion: '9.0'\n");
});

test("without a lock file at the commit", async () => {
  expect(await sinceCommit(folder, commit, "pnpm-lock.yaml")).toMatchObject({ lockfile: undefined });
});

test("a commit that the clone does not have", async () => {
  expect(await sinceCommit(folder, "0".repeat(40), "pnpm-lock.yaml")).toContain(
    `the commit ${"0".repeat(40)} is not in this clone`,
  );
});

test("a folder that is no repository", async () => {
  const nowhere = mkdtempSync(join(tmpdir(), "ferry-nowhere-"));
  expect(await sinceCommit(nowhere, commit, "pnpm-lock.yaml")).toMatch(/^git failed: fatal: /);
  rmSync(nowhere, { recursive: true });
});
