import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { formatDescription, type Publication, parseDescription } from "./version-description";

const hex = (length: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));

const publications: fc.Arbitrary<Publication> = fc.record({
  sha256: hex(64),
  commit: fc.option(
    fc.tuple(hex(40), fc.constantFrom("", "-dirty")).map((parts) => parts.join("")),
    { nil: undefined },
  ),
  by: fc.stringMatching(/^[\w.@+-]{0,80}$/),
  deploy: hex(8),
  after: fc.integer({ min: 1, max: 99_999_999 }).map(String),
  template: hex(64),
  target: fc.stringMatching(/^\/\/[\w/.-]{1,200}:[\w.-]{1,80}$/),
});

test("what was written is read back, except for what is cut at the end", () => {
  fc.assert(
    fc.property(publications, (publication) => {
      const text = formatDescription(publication);
      expect(text.length).toBeLessThanOrEqual(256);
      const { target, ...read } = parseDescription(text) ?? { target: undefined };
      expect(read).toEqual({
        sha256: publication.sha256,
        commit: publication.commit?.slice(0, 40),
        dirty: publication.commit?.endsWith("-dirty") ?? false,
        by: publication.by === "" ? undefined : publication.by.slice(0, 32),
        deploy: publication.deploy,
        after: publication.after,
        template: publication.template.slice(0, 8),
      });
      if (text.length < 256) expect(target).toBe(publication.target);
      else expect(publication.target.startsWith(target ?? "")).toBe(true);
    }),
  );
});

test("a typical description in the account", () => {
  expect(
    formatDescription({
      sha256: "ab".repeat(32),
      commit: `${"0123456789".repeat(4)}-dirty`,
      by: "CORP\\Ada Lovelace",
      deploy: "89abcdef",
      after: "6",
      template: "cd".repeat(32),
      target: "//services/orders:bundle",
    }),
  ).toMatchInlineSnapshot(
    `"ferry sha256:abababababababababababababababababababababababababababababababab commit:0123456789012345678901234567890123456789-dirty by:CORP-Ada-Lovelace deploy:89abcdef template:cdcdcdcd after:6 target://services/orders:bundle"`,
  );
});

describe("others' descriptions", () => {
  test.each([
    "",
    "Hotfix by Bob",
    "ferry",
    "ferry sha256:abc",
    `Ferry sha256:${"a".repeat(64)}`,
    ` ferry sha256:${"a".repeat(64)}`,
    `sha256:${"a".repeat(64)} ferry`,
  ])("%j is not Ferry's", (description) => {
    expect(parseDescription(description)).toBeUndefined();
  });

  test("of the first deployer, which wrote less", () => {
    const text = `ferry sha256:${"a".repeat(64)} commit:${"b".repeat(40)} target://services/orders:bundle`;
    expect(parseDescription(text)).toEqual({
      sha256: "a".repeat(64),
      commit: "b".repeat(40),
      dirty: false,
      target: "//services/orders:bundle",
    });
  });

  test("with malformed members or those of a later deployer: the others are read", () => {
    const text = `ferry sha256:${"a".repeat(64)} commit:main deploy:12345678 signed:yes`;
    expect(parseDescription(text)).toMatchObject({ commit: undefined, deploy: "12345678" });
  });
});
