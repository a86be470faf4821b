import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

const folder = mkdtempSync(join(tmpdir(), "ferry-launcher-"));
const launcher = join(folder, "deploy");

/** The launcher as the rule makes it, with a program in the place of Node.js that says where its compile cache is. */
beforeAll(() => {
  const values: Readonly<Record<string, string>> = { workspace: "_main", node: "./node" };
  const template = readFileSync(join(__dirname, "launcher.sh.tpl"), "utf8");
  writeFileSync(
    launcher,
    template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? name),
    {
      mode: 0o700,
    },
  );
  const runfiles = join(`${launcher}.runfiles`, "_main");
  mkdirSync(runfiles, { recursive: true });
  writeFileSync(join(runfiles, "node"), '#!/bin/sh\necho "$NODE_COMPILE_CACHE"\n', { mode: 0o700 });
});

afterAll(() => rmSync(folder, { recursive: true }));

test.each<[environment: Record<string, string>, cache: string]>([
  [{ HOME: "/home/me" }, "/home/me/.cache/ferry/node-compile-cache"],
  [{ HOME: "/home/me", XDG_CACHE_HOME: "/caches" }, "/caches/ferry/node-compile-cache"],
  [{ XDG_CACHE_HOME: "/caches" }, "/caches/ferry/node-compile-cache"],
  [{ HOME: "/home/me", NODE_COMPILE_CACHE: "/own" }, "/own"],
  // Not a folder that every user of the machine may write to, and have this one run what is in it.
  [{}, ""],
  [{ HOME: "", XDG_CACHE_HOME: "" }, ""],
])("with %j compiled code is kept in %j", (environment, cache) => {
  const env = { PATH: process.env.PATH, ...environment };
  expect(execFileSync(launcher, [], { env, encoding: "utf8" })).toBe(`${cache}\n`);
});
