// Runs the tests of bazelw and of the private root, which are bash scripts beside their code.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { REPOSITORY } from "./support/checkout.mjs";
import { run } from "./support/command.mjs";

for (const folder of ["tools/bazelw", "tools/airgap"]) {
  const scripts = readdirSync(join(REPOSITORY, folder)).filter((name) => name.endsWith("_test.sh"));
  for (const script of scripts) {
    test(`${folder}/${script}`, async () => {
      const ended = await run(join(REPOSITORY, folder, script), [], { cwd: REPOSITORY });

      assert.equal(ended.code, 0, ended.text());
    });
  }
}
