import { expect, test } from "@jest/globals";
import type { FunctionVersion } from "../model/observed";
import { formatDescription } from "./version-description";
import { versionHistory } from "./versions";

function published(version: string, code: string, description: string): FunctionVersion {
  return {
    version,
    sha256: code.repeat(32),
    revisionId: "",
    configuration: { Environment: { SECRET: "hunter2" } },
    state: "Active",
    lastUpdateStatus: "Successful",
    description,
    lastModified: "2026-11-23T06:29:55.000+0000",
  };
}

function ferrys(code: string): string {
  return formatDescription({
    sha256: code.repeat(32),
    commit: "b".repeat(40),
    by: "ada",
    deploy: "12345678",
    after: "1",
    template: "cd".repeat(32),
    target: "//services/orders:bundle",
  });
}

test("newest first by number, with the description's values and nothing of the configuration", () => {
  const history = versionHistory(
    [
      published("$LATEST", "aa", ""),
      published("1", "00", ""),
      published("10", "aa", ferrys("aa")),
      published("9", "bb", "a hotfix"),
    ],
    "10",
  );
  expect(history.map(({ version, maker, live }) => [version, maker, live])).toEqual([
    ["10", "ferry", true],
    ["9", "foreign", false],
    ["1", "placeholder", false],
  ]);
  expect(history[0]).toEqual({
    version: "10",
    digest: "aa".repeat(32),
    maker: "ferry",
    live: true,
    at: "2026-11-23T06:29:55.000Z",
    commit: "b".repeat(40),
    dirty: false,
    by: "ada",
    deploy: "12345678",
    after: "1",
    template: "cdcdcdcd",
    target: "//services/orders:bundle",
  });
  expect(JSON.stringify(history)).not.toContain("hunter2");
});

test("a description with another zip's digest is ignored", () => {
  const [entry] = versionHistory(
    [published("2", "bb", ferrys("bb")), published("3", "bb", ferrys("aa"))],
    "3",
  );
  expect(entry).toMatchObject({ version: "3", maker: "foreign", commit: undefined });
});
