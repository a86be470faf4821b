import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { PAGE, withTables } from "../documentation";
import { COMMON_OPTIONS } from "../options";
import { VERBS } from "./verbs";

const ROOT = join(__dirname, "../../../..");
const listed = Object.entries(VERBS).map(([name, load]) => ({ name, verb: load() }));
/** By the names of their targets, which those of a group share. */
const verbs = listed.flatMap(({ name, verb }) =>
  ("verbs" in verb ? verb.verbs : [verb]).map((one) => ({ name, verb: one })),
);

test("each row of the table loads the verb of its name", () => {
  expect(listed.map(({ verb }) => verb.name)).toEqual(listed.map(({ name }) => name));
  for (const { name, verb } of verbs) expect(verb.name.split(" ")[0]).toBe(name);
});

test("verbs.bzl has a target for each verb, which builds the services where the verb needs it", () => {
  const rules = readFileSync(join(ROOT, "tools/lambda/private/verbs.bzl"), "utf8");
  const targets = [...rules.matchAll(/^ {4}"([a-z-]+)": (True|False),$/gm)];
  expect(Object.fromEntries(targets.map(([, name, needsBuild]) => [name, needsBuild === "True"]))).toEqual(
    Object.fromEntries(verbs.map(({ name, verb }) => [name, verb.services.needsBuild])),
  );
});

test(`${PAGE} has each verb and option; to update it: ./bazelw run //tools/deploy:documentation`, () => {
  const page = readFileSync(join(ROOT, PAGE), "utf8");
  expect(page).toBe(
    withTables(
      page,
      listed.map(({ verb }) => verb),
    ),
  );
});

test("no option of a verb takes the place of one that all verbs have", () => {
  for (const { verb } of verbs)
    expect(Object.keys(verb.options).filter((name) => name in COMMON_OPTIONS)).toEqual([]);
});
