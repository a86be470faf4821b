import { describe, expect, test } from "@jest/globals";
import { FerryError } from "../error";
import { entry, placeholder } from "../testing/fixtures/versions";
import { historyCommand } from "./command";
import { type Candidate, type Move, named, previous } from "./rollback-target";
import type { VersionEntry } from "./versions";

function candidate(name: string, ...oldestFirst: VersionEntry[]): Candidate {
  return {
    name,
    history: oldestFirst.reverse(),
    historyCommand: historyCommand(`//services/${name}:bundle`, "dev"),
  };
}

const moves = (found: Move[]): string[] =>
  found.map(({ name, from, to }) => `${name} ${from.version} → ${to.version}`);

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof FerryError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "no refusal";
}

describe("undoing the last deploy", () => {
  test("to the version that was live before", () => {
    expect(
      moves(previous([candidate("orders", placeholder(), entry(2), entry(3, { live: true }))], false)),
    ).toEqual(["orders 3 → 2"]);
  });

  test("not to a version that a rollback abandoned, although it is the newest one before", () => {
    const orders = candidate(
      "orders",
      placeholder(),
      entry(2),
      entry(3),
      entry(4, { after: "2", live: true }),
    );
    expect(moves(previous([orders], false))).toEqual(["orders 4 → 2"]);
  });

  test("by an older deployer, which did not record what was live before: to Ferry's next older version", () => {
    const orders = candidate(
      "orders",
      placeholder(),
      entry(2),
      entry(3, { maker: "foreign" }),
      entry(4, { after: undefined, deploy: undefined, live: true }),
    );
    expect(moves(previous([orders], false))).toEqual(["orders 4 → 2"]);
  });

  test("only with the functions that it touched", () => {
    const together = { deploy: "77777777", live: true };
    const api = candidate("api", placeholder(), entry(2), entry(5, { ...together, after: "2" }));
    const worker = candidate("worker", placeholder(), entry(2), entry(3, together));
    const mailer = candidate("mailer", placeholder(), entry(2), entry(3), entry(4, { live: true }));
    expect(moves(previous([api, worker, mailer], false))).toEqual(["api 5 → 2", "worker 3 → 2"]);
    expect(moves(previous([mailer], true))).toEqual(["mailer 4 → 3"]);
  });

  test("a function that it added stays", () => {
    const together = { deploy: "77777777", live: true };
    const api = candidate("api", placeholder(), entry(2), entry(5, { ...together, after: "2" }));
    const added = candidate("added", placeholder(), entry(2, together));
    expect(moves(previous([api, added], false))).toEqual(["api 5 → 2"]);
  });

  test.each([
    [
      "the first one",
      [placeholder(), entry(2, { live: true })],
      "orders: version 2 is the first deployed version",
    ],
    [
      "one after a foreign version",
      [placeholder(), entry(2, { maker: "foreign" }), entry(3, { live: true })],
      "orders: version 2, which was live before 3, was published outside Ferry",
    ],
    [
      "one before which another was deleted",
      [placeholder(), entry(2), entry(5, { live: true })],
      "orders: version 4, which was live before 5, has been deleted",
    ],
    ["none at all", [placeholder({ live: true })], "Ferry has not deployed what is live"],
  ])("%s: nothing to go back to", (_, versions, reason) => {
    expect(refusal(() => previous([candidate("orders", ...versions)], false))).toBe(
      `VersionNotFound: there is nothing to roll back to: ${reason}`,
    );
  });
});

describe("to a version that is named", () => {
  const orders = candidate(
    "orders",
    placeholder(),
    entry(2),
    entry(3, { maker: "foreign" }),
    entry(4, { commit: "c02".repeat(14).slice(0, 40) }),
    entry(5, { live: true }),
    entry(6),
  );

  test.each([
    ["its number", "2", "orders 5 → 2"],
    ["a newer number", "6", "orders 5 → 6"],
    ["its whole digest", entry(4).digest, "orders 5 → 4"],
    ["the beginning of its digest", entry(2).digest.slice(0, 7), "orders 5 → 2"],
    ["the beginning of its commit", entry(6).commit?.slice(0, 9) ?? "", "orders 5 → 6"],
    ["what is live already", "5", "orders 5 → 5"],
  ])("by %s", (_, to, expected) => {
    expect(moves(named([orders], to))).toEqual([expected]);
  });

  test("that matches several: the user has to choose", () => {
    expect(refusal(() => named([orders], "c02c02c0"))).toMatchInlineSnapshot(`
"VersionAmbiguous: c02c02c0 matches several versions of orders:
  version 4: digest d04d04d, commit c02c02c, 2026-01-04T00:00:00.000Z
  version 2: digest d02d02d, commit c02c02c, 2026-01-02T00:00:00.000Z"
`);
  });

  test("a refusal names the command that lists the versions", () => {
    const next = (to: string): unknown => {
      try {
        return named([orders], to);
      } catch (error) {
        return (error as FerryError).next;
      }
    };
    for (const to of ["9", "main"])
      expect(next(to)).toContain(" ./bazelw run //services/orders:history -- --env dev lists");
  });

  test.each([
    ["1", "VersionNotFound: version 1 is the placeholder of the new stack"],
    ["3", "VersionNotFound: version 3 was published outside Ferry"],
    ["9", "VersionNotFound: no version of orders is 9: it never existed, or was deleted"],
    ["abcdef0", "VersionNotFound: no version of orders is abcdef0: it never existed, or was deleted"],
    [
      "abcdef",
      "UsageInvalid: --to abcdef is neither the number of a version nor enough digits of a digest or commit",
    ],
    [
      "main",
      "UsageInvalid: --to main is neither the number of a version nor enough digits of a digest or commit",
    ],
    ["0", "UsageInvalid: --to 0 is neither the number of a version nor enough digits of a digest or commit"],
  ])("%s is refused", (to, reason) => {
    expect(refusal(() => named([orders], to))).toBe(reason);
  });

  test("a number is refused for several functions", () => {
    const mailer = candidate("mailer", placeholder(), entry(2, { live: true }));
    expect(refusal(() => named([orders, mailer], "2"))).toBe(
      "UsageInvalid: version number 2 is ambiguous: each of the 2 functions numbers its own versions",
    );
    expect(moves(named([orders, mailer], entry(6).digest))).toEqual(["orders 5 → 6"]);
  });
});
