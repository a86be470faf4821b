import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { resolveEnvironment } from "../../environment/resolve";
import type { Environment, EnvironmentSettings } from "../../environment/schema";
import type { ObservedStack } from "../../model/observed";
import { ENVIRONMENT_TAG, SERVICE_TAG } from "../desired";
import { isOwnStack, ownLogGroups } from "./belongings";
import { type Asked, obstacleTo } from "./obstacle";
import { planRemoval } from "./plan";
import { byEnvironment, type RecordClaims, type Subject } from "./subject";

const PLACE = { account: "000000000000", region: "us-east-1", endpoint: "local" } as const;
const NOW = new Date("2026-12-01T12:00:00Z");
const PAST = "2026-12-01T11:59:59Z";
const FUTURE = "2026-12-01T12:00:01Z";

function settings(more: Partial<EnvironmentSettings> = {}): EnvironmentSettings {
  return { ...PLACE, parameters: {}, protected: false, ephemeral: true, ...more };
}

function subject(name: string, more: Partial<Subject> = {}): Subject {
  return { name, settings: { name, ...settings() }, record: { expires: PAST }, stacks: [], ...more };
}

function stack(environment: string, service: string, more: Partial<ObservedStack> = {}): ObservedStack {
  const name = `${environment}-${service}`;
  const tags = { [ENVIRONMENT_TAG]: environment, [SERVICE_TAG]: service };
  return {
    name,
    id: `arn:${name}`,
    status: "CREATE_COMPLETE",
    tags,
    parameters: {},
    outputs: {},
    exports: [],
    ...more,
  };
}

function why(one: Subject, asked: Asked = "expired"): string | undefined {
  return obstacleTo(one, PLACE, asked, NOW)?.reason;
}

const ofSettings = (more: Partial<EnvironmentSettings>): Partial<Subject> => ({
  settings: { name: "dev-a", ...settings(more) },
});

describe("an environment is swept only", () => {
  test.each<[string, Partial<Subject>, string | undefined, string | undefined]>([
    ["if it has expired", {}, undefined, undefined],
    ["if it expires now", { record: { expires: NOW.toISOString() } }, undefined, undefined],
    ["if it has expired already", { record: { expires: FUTURE } }, "unexpired", undefined],
    ["if environments.json has it", { settings: undefined }, "unknown", "unknown"],
    ["in its account", ofSettings({ account: "111122223333" }), "elsewhere", "elsewhere"],
    ["in its region", ofSettings({ region: "eu-central-1" }), "elsewhere", "elsewhere"],
    ["at its endpoint", ofSettings({ endpoint: undefined }), "elsewhere", "elsewhere"],
    ["unprotected", ofSettings({ protected: true, ephemeral: false }), "protected", "protected"],
    ["if it is ephemeral", ofSettings({ ephemeral: false }), "permanent", undefined],
    ["with an expiry", { record: {} }, "unlimited", undefined],
    ["with an expiry that is a time", { record: { expires: "soon" } }, "unlimited", undefined],
    ["with a readable record", { record: "unreadable" }, "unreadable", undefined],
    ["with a record", { record: undefined, stacks: [stack("dev-a", "x")] }, "unrecorded", undefined],
    ["also what is left of it", { record: undefined }, undefined, undefined],
    ["also if a removal began", { record: { expires: FUTURE, removing: {} } }, undefined, undefined],
    [
      "without termination protection",
      { stacks: [stack("dev-a", "x", { terminationProtected: true })] },
      "termination-protection",
      "termination-protection",
    ],
  ])("%s", (_name, more, swept, named) => {
    expect([why(subject("dev-a", more)), why(subject("dev-a", more), "named")]).toEqual([swept, named]);
  });

  test("without a record if orphans are asked for", () => {
    const orphan = subject("dev-a", { record: undefined, stacks: [stack("dev-a", "x")] });
    expect([why(orphan), why(orphan, "expired and orphans")]).toEqual(["unrecorded", undefined]);
    expect(why({ ...orphan, ...ofSettings({ ephemeral: false }) }, "expired and orphans")).toBe("permanent");
  });
});

describe("bases", () => {
  const over = (name: string, base: string, expires = PAST): Subject =>
    subject(name, { record: { base, expires } });
  const planned = (...subjects: Subject[]) => {
    const { removals, kept } = planRemoval(subjects, PLACE, "expired", NOW);
    return { removed: removals.map(({ subject: { name }, after }) => [name, after]), kept };
  };

  test("go after their overlays", () => {
    expect(planned(subject("dev-a"), over("pr-1", "dev-a"), over("pr-2", "pr-1"))).toEqual({
      removed: [
        ["pr-2", []],
        ["pr-1", ["pr-2"]],
        ["dev-a", ["pr-1"]],
      ],
      kept: [],
    });
  });

  test("are known by environments.json and by their overlays' stacks as well", () => {
    const settled = {
      settings: { name: "pr-1", ...settings({ base: "dev-a" }) },
      record: { expires: FUTURE },
    };
    const using = stack("pr-2", "mail", { parameters: { Environment: "pr-2", OrdersEnvironment: "dev-a" } });
    for (const overlay of [
      subject("pr-1", settled),
      subject("pr-2", { record: { expires: FUTURE }, stacks: [using] }),
    ])
      expect(planned(subject("dev-a"), overlay).kept).toContainEqual({
        name: "dev-a",
        obstacle: { reason: "base", overlays: [overlay.name] },
      });
  });

  test("stay with an overlay, through others", () => {
    const plan = planned(subject("dev-a"), over("pr-1", "dev-a"), over("pr-2", "pr-1", FUTURE));
    expect(plan.removed).toEqual([]);
    expect(Object.fromEntries(plan.kept.map(({ name, obstacle }) => [name, obstacle]))).toEqual({
      "pr-2": { reason: "unexpired", expires: FUTURE },
      "pr-1": { reason: "base", overlays: ["pr-2"] },
      "dev-a": { reason: "base", overlays: ["pr-1"] },
    });
  });

  test("in a circle go together, or stay together", () => {
    expect(planned(over("pr-1", "pr-2"), over("pr-2", "pr-1")).removed).toEqual([
      ["pr-2", []],
      ["pr-1", ["pr-2"]],
    ]);
    expect(planned(over("pr-1", "pr-2"), over("pr-2", "pr-1", FUTURE)).removed).toEqual([]);
    expect(planned(over("pr-1", "pr-1")).removed).toEqual([["pr-1", []]]);
  });
});

test("names that begin alike are distinguished", () => {
  const groups = ["/aws/lambda/dev-a-orders", "/aws/lambda/dev-a-worker", "/aws/lambda/dev-a-b-orders"];
  const own = (...others: string[]) =>
    ownLogGroups([...groups, "/aws/lambda/dev-ax"], "dev-a", ["orders"], (name) => others.includes(name));
  expect(own()).toEqual(groups);
  expect(own("dev-a-b")).toEqual(groups.slice(0, 2));
  // It may have a function a-worker.
  expect(own("dev")).toEqual(groups.slice(0, 1));
  const reserved = stack("dev", "a-orders", { tags: {}, status: "REVIEW_IN_PROGRESS" });
  expect(isOwnStack(reserved, "dev", () => false)).toBe(true);
  expect(isOwnStack(reserved, "dev", (name) => name === "dev-a")).toBe(false);
  expect(isOwnStack(reserved, "dev-a", (name) => name === "dev")).toBe(false);
});

/** Names that share beginnings, as people and mistakes make them. */
const name = fc.constantFrom("dev", "dev-a", "dev-a-b", "prod", "prod-eu", "pr-1", "", "..", "Dev", "dev-*");
const service = fc.constantFrom("orders", "a-orders", "b", "eu-orders", "Orders", "../prod", "");
const time = fc.constantFrom(PAST, FUTURE, "never", "", undefined);
const claims: fc.Arbitrary<RecordClaims> = fc.record({
  base: fc.option(name, { nil: undefined }),
  expires: time,
  removing: fc.constantFrom({}, undefined),
  // What a record may say besides.
  name: name,
  account: fc.constant("999999999999"),
  ephemeral: fc.boolean(),
  protected: fc.boolean(),
});
const entry: fc.Arbitrary<EnvironmentSettings> = fc
  .record({
    kind: fc.constantFrom({ protected: true, ephemeral: false }, { protected: false, ephemeral: true }),
    elsewhere: fc.constantFrom({}, { account: "111122223333" }, { region: "eu-central-1" }),
  })
  .map(({ kind, elsewhere }) => settings({ ...kind, ...elsewhere }));
const environments = fc.dictionary(
  fc.constantFrom("dev", "dev-*", "dev-a-*", "dev-a", "prod", "prod-*", "pr-*"),
  entry,
);
/** Stacks as Ferry makes them, and such whose name or tags someone has made up. */
const stacks = fc.uniqueArray(
  fc
    .record({ of: name, service, named: fc.option(fc.tuple(name, service), { nil: undefined, freq: 5 }) })
    .map(({ of, service: one, named }) =>
      stack(of, one, named === undefined ? {} : { name: named.join("-") }),
    ),
  { maxLength: 12, selector: ({ name: one }) => one },
);

function resolved(one: string, entries: Record<string, EnvironmentSettings>): Environment | undefined {
  try {
    return resolveEnvironment(one, { version: 1, environments: entries }, "the test");
  } catch {
    return undefined;
  }
}

test("whatever records, tags and names say, nothing of a protected environment can be removed", () => {
  const records = fc.uniqueArray(
    fc.tuple(name, fc.option(claims, { nil: undefined }), fc.array(service, { maxLength: 4 })),
    { selector: ([one]) => one, maxLength: 8 },
  );
  const asked = fc.constantFrom<Asked>("expired", "expired and orphans", "named");
  fc.assert(
    fc.property(environments, stacks, records, asked, (entries, found, recorded, how) => {
      const grouped = byEnvironment(found);
      const names = new Set([...recorded.map(([one]) => one), ...grouped.keys()]);
      const subjects = [...names].map(
        (one): Subject => ({
          name: one,
          settings: resolved(one, entries),
          record: recorded.find(([other]) => other === one)?.[1],
          stacks: grouped.get(one) ?? [],
        }),
      );
      const isGuarded = (one: string): boolean => resolved(one, entries)?.protected === true;
      const groups = [...found.map((one) => `/aws/lambda/${one.name}`), "/aws/lambda/prod-eu-orders"];
      const { removals } = planRemoval(subjects, PLACE, how, NOW);
      for (const { subject: one } of removals) {
        expect(isGuarded(one.name)).toBe(false);
        const mayBeOf = (other: string): boolean => names.has(other) || isGuarded(other);
        const byName = found.filter((other) =>
          recorded.some(
            ([from, , services]) =>
              from === one.name && services.some((of) => other.name === `${from}-${of}`),
          ),
        );
        const reached = [
          ...one.stacks,
          ...byName.filter((other) => isOwnStack(other, one.name, mayBeOf)),
          // As the deploy that reserved it left it, before its first change set.
          ...byName.filter(
            (other) =>
              [...grouped.values()].flat().includes(other) &&
              isOwnStack({ ...other, tags: {}, status: "REVIEW_IN_PROGRESS" }, one.name, mayBeOf),
          ),
        ];
        for (const { tags } of reached) expect(isGuarded(tags[ENVIRONMENT_TAG] ?? "")).toBe(false);
        const own = one.stacks.flatMap(({ tags }) => tags[SERVICE_TAG] ?? []);
        // Functions are called like their stacks here.
        for (const group of ownLogGroups(groups, one.name, own, mayBeOf)) {
          const owners = [...grouped].filter(([, of]) =>
            of.some((other) => group.endsWith(`/${other.name}`)),
          );
          for (const [owner] of owners) expect(isGuarded(owner)).toBe(false);
        }
      }
    }),
    { numRuns: 3000 },
  );
});
