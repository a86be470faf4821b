import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parseJson } from "../manifest/parse";
import { setCheckoutDefault } from "./checkout";
import { environmentName, resolveEnvironment } from "./resolve";
import { type Environments, environmentsSchema } from "./schema";

const settings = (region: string) => ({ account: "111122223333", region });

const file = {
  version: 1,
  environments: {
    "dev-*": settings("eu-central-1"),
    "dev-eu-*": settings("eu-west-1"),
    "dev-eu-alice": settings("eu-north-1"),
    prod: { ...settings("us-east-1"), protected: true },
  },
};

function read(value: unknown): Environments {
  return parseJson(
    environmentsSchema,
    JSON.stringify(value),
    "environments.json",
    "EnvironmentsInvalid",
    "correct it",
  );
}

describe("the name asked for", () => {
  test("is the flag, else FERRY_ENV, else the checkout's default, else local", () => {
    const workspace = mkdtempSync(join(tmpdir(), "ferry-checkout-"));
    const variables = { FERRY_ENV: "staging" };
    expect(environmentName(undefined, {}, workspace)).toEqual({ name: "local", by: "none" });
    setCheckoutDefault(workspace, "dev-alice");
    expect(environmentName("prod", variables, workspace)).toEqual({ name: "prod", by: "flag" });
    expect(environmentName(undefined, variables, workspace)).toEqual({ name: "staging", by: "FERRY_ENV" });
    expect(environmentName(undefined, { FERRY_ENV: "" }, workspace)).toEqual({
      name: "dev-alice",
      by: "checkout",
    });
    expect(environmentName(undefined, {}, undefined)).toEqual({ name: "local", by: "none" });
    setCheckoutDefault(workspace, undefined);
    setCheckoutDefault(workspace, undefined);
    expect(environmentName(undefined, {}, workspace)).toEqual({ name: "local", by: "none" });
    rmSync(workspace, { recursive: true });
  });
});

describe("the entry that covers a name", () => {
  test.each([
    ["dev-bob", "eu-central-1"],
    ["dev-eu-bob", "eu-west-1"],
    ["dev-eu-alice", "eu-north-1"],
    ["prod", "us-east-1"],
  ])("%s is in %s", (name, region) => {
    expect(resolveEnvironment(name, read(file), "environments.json")).toMatchObject({ name, region });
  });

  test("is built in for local, and may be replaced", () => {
    expect(resolveEnvironment("local", read(file), "f").endpoint).toBe("local");
    const own = { ...file, environments: { local: { ...settings("eu-west-3"), endpoint: "local" } } };
    expect(resolveEnvironment("local", read(own), "f").region).toBe("eu-west-3");
  });

  test.each(["dev-", "production", "Prod", "prod*", ""])("is none for %j", (name) => {
    expect(() => resolveEnvironment(name, read(file), "environments.json")).toThrow(
      expect.objectContaining({ code: "EnvironmentUnknown", exitCode: 2 }),
    );
  });

  test("is named in the refusal, with what there is", () => {
    expect(() =>
      resolveEnvironment("qa", read(file), "environments.json"),
    ).toThrowErrorMatchingInlineSnapshot(
      `"there is no environment "qa" in environments.json: it has local, dev-*, dev-eu-*, dev-eu-alice, prod"`,
    );
  });
});

describe("an environments file is refused", () => {
  const one = (change: object) => () =>
    read({ version: 1, environments: { qa: { ...settings("eu-west-1"), ...change } } });

  test("with an account that is none", () => {
    expect(one({ account: "1234" })).toThrowErrorMatchingInlineSnapshot(`
"environments.json is not valid:
  environments.qa.account: must be the 12 digits of an AWS account"
`);
  });
  test("with an unknown field", () => {
    expect(one({ profile: "qa" })).toThrowErrorMatchingInlineSnapshot(`
"environments.json is not valid:
  environments.qa: Unrecognized key: "profile""
`);
  });
  test("protected and ephemeral at once", () => {
    expect(one({ protected: true, ephemeral: true })).toThrowErrorMatchingInlineSnapshot(`
"environments.json is not valid:
  environments.qa: an environment cannot be both protected and ephemeral"
`);
  });
  test("with a parameter that the deployer gives", () => {
    expect(one({ parameters: { Environment: "x" } })).toThrowErrorMatchingInlineSnapshot(`
"environments.json is not valid:
  environments.qa: the parameter Environment is given by the deployer"
`);
  });
  test("with times that are none, or contradict each other", () => {
    expect(one({ ephemeral: true, ttl: "1w" })).toThrowErrorMatchingInlineSnapshot(`
"environments.json is not valid:
  environments.qa.ttl: must be hours or days, such as 12h or 7d"
`);
    expect(one({ ephemeral: true, ttl: "7d", maxTtl: "24h" })).toThrowErrorMatchingInlineSnapshot(`
"environments.json is not valid:
  environments.qa: maxTtl must not be shorter than ttl"
`);
    expect(one({ maxTtl: "7d" })).toThrowErrorMatchingInlineSnapshot(`
"environments.json is not valid:
  environments.qa: ttl and maxTtl are for ephemeral environments"
`);
  });
  test("with a key that anyone can sign for", () => {
    const zero = Buffer.from(`302a300506032b6570032100${"00".repeat(32)}`, "hex").toString("base64");
    expect(one({ trust: { keys: [zero] } })).toThrowErrorMatchingInlineSnapshot(`
"environments.json is not valid:
  environments.qa.trust.keys[0]: is not a secure Ed25519 key: it is of small order: anyone can sign for it"
`);
  });
  test("with what is no key", () => {
    expect(one({ trust: { keys: ["x"] } })).toThrowErrorMatchingInlineSnapshot(`
"environments.json is not valid:
  environments.qa.trust.keys[0]: must be an Ed25519 public key: openssl pkey -pubout -outform DER | base64"
`);
  });
  test("with a pattern that is more than a prefix", () => {
    expect(() =>
      read({ version: 1, environments: { "*-dev": settings("eu-west-1") } }),
    ).toThrowErrorMatchingInlineSnapshot(`
"environments.json is not valid:
  environments["*-dev"]: must be lower-case letters, digits and dashes, then at most one *"
`);
  });
});
