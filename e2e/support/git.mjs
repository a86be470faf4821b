import assert from "node:assert/strict";
import { run } from "./command.mjs";

const IDENTITY = ["user.name=Ada", "user.email=ada@example.com", "init.defaultBranch=main"];

/** Runs git in a checkout, and returns its output. @param {import("./checkout.mjs").Checkout} checkout */
export async function git(checkout, ...args) {
  const settings = IDENTITY.flatMap((setting) => ["-c", setting]);
  const ended = await run("git", [...settings, ...args], { cwd: checkout.folder, env: checkout.env });
  assert.equal(ended.code, 0, ended.text());
  return ended.stdout.trim();
}
