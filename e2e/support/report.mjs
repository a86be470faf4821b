import assert from "node:assert/strict";

/**
 * The deployer's JSON report: the last line of stdout of a command with `--json`.
 *
 * @param {{code: number, stdout: string, text: () => string}} ended
 */
export function reportOf(ended) {
  const line = ended.stdout.trimEnd().split("\n").at(-1);
  try {
    return JSON.parse(line);
  } catch {
    assert.fail(`no JSON report at the end of stdout:\n${ended.text()}`);
  }
}

/** The report of a command; asserts that it succeeded. */
export function successOf(ended) {
  assert.equal(ended.code, 0, ended.text());
  return reportOf(ended);
}

/** Asserts that by this report nothing had to be done, and nothing was. */
export function assertUnchanged(report) {
  const actions = report.services.flatMap(({ stack, functions }) =>
    [stack, ...functions].map(({ action }) => action),
  );
  assert.ok(actions.length > 0, "the report names no service");
  assert.deepEqual(new Set(actions), new Set(["none"]), JSON.stringify(report));
  assert.equal(report.uploadedBytes, 0);
  assert.equal(report.downloadedBytes, 0);
  assert.equal(report.apiCalls.writes, 0, JSON.stringify(report.apiCalls));
}
