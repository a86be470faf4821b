import { test } from "node:test";

/**
 * Makes a `step(name, body)` like `test`, for tests of which each builds on the one before: once one has failed, the rest are
 * skipped.
 */
export function steps() {
  let failed;
  return (name, body) =>
    test(name, async (t) => {
      if (failed !== undefined) return t.skip(`the step "${failed}" has failed`);
      try {
        await body(t);
      } catch (error) {
        failed = name;
        throw error;
      }
    });
}
