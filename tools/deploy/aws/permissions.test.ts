import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { calledActions } from "../testing/permissions/called-actions";
import { allows, matches, type Policy } from "../testing/permissions/policy";

const DOCS = join(__dirname, "../../../docs");
const policy: Policy = JSON.parse(readFileSync(join(DOCS, "developer-policy.json"), "utf8"));
const called = calledActions();

/** Actions that others use with the deployer's permissions. */
const ON_BEHALF = ["s3:GetObjectVersion"];

/** Each action of the table, with what it is needed on: `*`, or patterns with `<env>`, or what is not further described. */
function table(): Map<string, string[]> {
  const rows = readFileSync(join(DOCS, "iam.md"), "utf8")
    .split("\n")
    .filter((line) => /^\| `[a-z0-9]+:/.test(line));
  const found = new Map<string, string[]>();
  for (const [, actions = "", on = ""] of rows.map((line) => line.split("|"))) {
    let prefix = "";
    for (const [, text = ""] of actions.matchAll(/`([^`]+)`/g)) {
      prefix = text.includes(":") ? text.slice(0, text.indexOf(":") + 1) : prefix;
      const action = text.includes(":") ? text : `${prefix}${text}`;
      found.set(action, [
        ...(found.get(action) ?? []),
        ...[...on.matchAll(/`([^`]+)`/g)].map(([, one = ""]) => one),
      ]);
    }
  }
  return found;
}

/** What the action is done to in an environment; a bucket and what is in it are of all. */
function resourceOf(action: string, environment: string): string {
  const [service = "", name = ""] = action.split(":");
  const arn = (one: string, rest: string): string => `arn:aws:${one}:eu-central-1:111122223333:${rest}`;
  switch (service) {
    case "cloudformation":
      return arn(service, `stack/${environment}-orders/0a1b`);
    case "lambda":
      return arn(service, `function:${environment}-orders`);
    case "dynamodb":
      return arn(service, `table/${environment}-orders-Table-A1B2`);
    case "logs":
      return arn(service, `log-group:/aws/lambda/${environment}-orders:*`);
    case "s3":
      if (/Object/.test(name))
        return `arn:aws:s3:::ferry-111122223333-eu-central-1/environments/${environment}/record.json`;
      return "arn:aws:s3:::ferry-111122223333-eu-central-1";
    default:
      return "*";
  }
}

const isForAll = (action: string): boolean => table().get(action)?.includes("*") ?? false;
const isWrite = (action: string): boolean =>
  !/:(Get|List|Describe|Head|Filter|BatchGet|StartLiveTail)/.test(action);

describe("the table of permissions", () => {
  test("has every operation that the clients send", () => {
    expect(called.length).toBeGreaterThan(40);
    const known = [...table().keys()];
    expect(called.filter((action) => !known.some((one) => matches(one, action)))).toEqual([]);
  });

  test("has no others", () => {
    const used = [...called, ...ON_BEHALF];
    expect([...table().keys()].filter((one) => !used.some((action) => matches(one, action)))).toEqual([]);
  });
});

describe("the policy of developers", () => {
  test.each([...called, ...ON_BEHALF])("allows %s in an environment dev-*", (action) => {
    const object =
      action === "s3:GetObjectVersion" ? "arn:aws:s3:::ferry-111122223333-eu-central-1/ab12.zip" : undefined;
    const resource = isForAll(action) ? "*" : (object ?? resourceOf(action, "dev-ada"));
    expect(allows(policy, { action, resource })).toBe(true);
  });

  const onBucket = (action: string): boolean => /^s3:(?!.*Object)/.test(action);
  const writes = called.filter((action) => isWrite(action) && !onBucket(action));
  test.each(writes)("does not allow %s anywhere else", (action) => {
    for (const environment of ["staging", "prod", "pr-7", "local", "development"])
      expect(allows(policy, { action, resource: resourceOf(action, environment) })).toBe(false);
  });

  test("lets all records be read, as //:env -- list does, and only those of dev-* be written", () => {
    const object = "arn:aws:s3:::ferry-111122223333-eu-central-1/environments/prod/environment.json";
    const may = (action: string): boolean => allows(policy, { action, resource: object });
    expect(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"].map(may)).toEqual([true, false, false]);
  });

  test("denies stacks and roles of other environments whatever else is allowed", () => {
    const all: Policy = { Statement: [...policy.Statement, { Effect: "Allow", Action: "*", Resource: "*" }] };
    for (const action of [
      "DeleteStack",
      "CreateChangeSet",
      "ExecuteChangeSet",
      "UpdateTerminationProtection",
    ])
      expect(
        allows(all, { action: `cloudformation:${action}`, resource: resourceOf("cloudformation:", "prod") }),
      ).toBe(false);
    for (const action of ["iam:CreateRole", "iam:PutRolePolicy", "iam:PassRole"])
      expect(
        allows(all, { action, resource: "arn:aws:iam::111122223333:role/prod-orders-OrdersRole-A1" }),
      ).toBe(false);
  });

  test("lets roles be passed to what uses them only, and APIs be changed by their tag", () => {
    const pass = (service: string): boolean =>
      allows(policy, {
        action: "iam:PassRole",
        resource: "arn:aws:iam::111122223333:role/dev-ada-orders-OrdersRole-A1",
        context: { "iam:PassedToService": service },
      });
    expect(["lambda", "scheduler", "ec2"].map((one) => pass(`${one}.amazonaws.com`))).toEqual([
      true,
      true,
      false,
    ]);
    const remove = (environment: string): boolean =>
      allows(policy, {
        action: "apigateway:DELETE",
        resource: "arn:aws:apigateway:eu-central-1::/apis/a1b2c3",
        context: { "aws:ResourceTag/ferry:environment": environment },
      });
    expect(["dev-ada", "prod"].map(remove)).toEqual([true, false]);
  });

  test("fits into a managed policy", () => {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: characters without white space.
    expect(JSON.stringify(policy).length).toBeLessThanOrEqual(6_144);
  });
});
