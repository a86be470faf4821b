import { describe, expect, test } from "@jest/globals";
import { ORDERS_TEMPLATE } from "../../testing/fixtures/orders-template";
import { loadedResourceTypes } from "../../testing/fixtures/resource-types";
import { parseTemplate } from "../template";
import { templateDifference } from "./compare";
import type { TemplateDifference } from "./difference";

const types = loadedResourceTypes();
const VALUES = { Environment: "dev", DeletionProtection: "false" };
const TABLE = "TableCD117FA1";
const FUNCTION = "OrdersFunction520DBA95";

// biome-ignore lint/suspicious/noExplicitAny: a template is edited by whatever members it has.
type Editable = any;

/** The difference that an edit of the template, and other values of parameters, make. */
function difference(
  edit: (template: Editable) => void,
  values: Record<string, string> = VALUES,
): TemplateDifference {
  const edited = structuredClone(ORDERS_TEMPLATE) as Editable;
  edit(edited);
  return templateDifference(
    { template: parseTemplate(JSON.stringify(ORDERS_TEMPLATE), "before"), parameters: VALUES },
    { template: parseTemplate(JSON.stringify(edited), "after"), parameters: values },
    types,
  );
}

/** The difference in lines. */
function changesOf(edit: (template: Editable) => void, values?: Record<string, string>): string {
  const { resources, parameters, outputs, conditions } = difference(edit, values);
  const lines = resources.flatMap((one) => [
    [
      one.action,
      one.logicalId,
      one.type,
      ...(one.replacement === "maybe" ? ["may be replaced"] : []),
      ...(one.dataLoss ? ["DATA LOSS"] : []),
      ...(one.renamedFrom === undefined ? [] : [`renamed from ${one.renamedFrom}`]),
      ...(one.nameTaken === undefined ? [] : [`name taken: ${one.nameTaken}`]),
    ].join(" "),
    ...one.properties.map(
      ({ path, from, to, hidden, via, replacement }) =>
        `  ${path}: ${via !== undefined ? `with ${via}` : hidden ? "hidden" : `${from ?? "-"} → ${to ?? "-"}`}${replacement === "no" ? "" : ` (${replacement})`}`,
    ),
  ]);
  const named = Object.entries({ parameters, outputs, conditions }).flatMap(([section, changes]) =>
    changes.map(
      ({ name, action, from, to, hidden }) =>
        `${section} ${action} ${name}: ${hidden ? "hidden" : `${from ?? "-"} → ${to ?? "-"}`}`,
    ),
  );
  return `\n${[...lines, ...named].join("\n")}\n`;
}

describe("what changes of the orders template do", () => {
  test("none", () => {
    expect(changesOf(() => undefined)).toBe("\n\n");
  });

  test("more memory", () => {
    expect(
      changesOf((template) => {
        template.Resources[FUNCTION].Properties.MemorySize = 1024;
      }),
    ).toMatchInlineSnapshot(`
"
change OrdersFunction520DBA95 AWS::Lambda::Function
  Properties.MemorySize: 512 → 1024
"
`);
  });

  test("a table with a name of its own: all that refers to it follows", () => {
    expect(
      changesOf((template) => {
        template.Resources[TABLE].Properties.TableName = { "Fn::Sub": "$" + "{Environment}-orders" };
      }),
    ).toMatchInlineSnapshot(`
"
change OrdersFunction520DBA95 AWS::Lambda::Function
  Properties.Environment.Variables.TABLE_NAME: with TableCD117FA1
change OrdersRoleDefaultPolicyDF5DE915 AWS::IAM::Policy
  Properties.PolicyDocument.Statement[1].Resource[0]: with TableCD117FA1
  Properties.PolicyDocument.Statement[1].Resource[1]: with TableCD117FA1
replace TableCD117FA1 AWS::DynamoDB::Table DATA LOSS
  Properties.TableName: - → dev-orders (yes)
"
`);
  });

  test("the same, kept by its policy in both templates", () => {
    const kept = structuredClone(ORDERS_TEMPLATE) as Editable;
    kept.Resources[TABLE].UpdateReplacePolicy = "Retain";
    const renamed = structuredClone(kept);
    renamed.Resources[TABLE].Properties.TableName = "orders";
    const parse = (one: object) => ({
      template: parseTemplate(JSON.stringify(one), "t"),
      parameters: VALUES,
    });
    const { resources } = templateDifference(parse(kept), parse(renamed), types);
    expect(resources.find(({ logicalId }) => logicalId === TABLE)).toMatchObject({
      action: "replace",
      dataLoss: false,
    });
  });

  test("another index, and a removed one", () => {
    expect(
      changesOf((template) => {
        const indexes = template.Resources[TABLE].Properties.GlobalSecondaryIndexes;
        indexes[1] = { ...indexes[0], IndexName: "oldest" };
      }),
    ).toMatchInlineSnapshot(`
"
change TableCD117FA1 AWS::DynamoDB::Table
  Properties.GlobalSecondaryIndexes[byOwner]: {"IndexName":"byOwner","KeySchema":[{"AttributeName":"owner","KeyType":"HASH"},… → -
  Properties.GlobalSecondaryIndexes[oldest]: - → {"IndexName":"oldest","KeySchema":[{"AttributeName":"kind","KeyType":"HASH"},{"…
"
`);
  });

  test("another key: the table is replaced", () => {
    expect(
      changesOf((template) => {
        template.Resources[TABLE].Properties.KeySchema[1].AttributeName = "kind";
      }),
    ).toMatchInlineSnapshot(`
"
change OrdersFunction520DBA95 AWS::Lambda::Function
  Properties.Environment.Variables.TABLE_NAME: with TableCD117FA1
change OrdersRoleDefaultPolicyDF5DE915 AWS::IAM::Policy
  Properties.PolicyDocument.Statement[1].Resource[0]: with TableCD117FA1
  Properties.PolicyDocument.Statement[1].Resource[1]: with TableCD117FA1
replace TableCD117FA1 AWS::DynamoDB::Table DATA LOSS
  Properties.KeySchema[kind]: - → {"AttributeName":"kind","KeyType":"RANGE"} (yes)
  Properties.KeySchema[sk]: {"AttributeName":"sk","KeyType":"RANGE"} → - (yes)
"
`);
  });

  test("a removed route", () => {
    expect(
      changesOf((template) => {
        delete template.Resources.ApiANYordersproxy65B851C0;
      }),
    ).toMatchInlineSnapshot(`
"
remove ApiANYordersproxy65B851C0 AWS::ApiGatewayV2::Route
"
`);
  });

  test("a removed table, with or without its data", () => {
    const remove = (template: Editable): void => {
      delete template.Resources[TABLE];
      template.Resources[FUNCTION].Properties.Environment = {};
    };
    expect(changesOf(remove)).toContain(`remove ${TABLE} AWS::DynamoDB::Table DATA LOSS`);
    const kept = structuredClone(ORDERS_TEMPLATE) as Editable;
    kept.Resources[TABLE].DeletionPolicy = "Retain";
    const removed = structuredClone(kept);
    remove(removed);
    const parse = (one: object) => ({
      template: parseTemplate(JSON.stringify(one), "t"),
      parameters: VALUES,
    });
    const { resources } = templateDifference(parse(kept), parse(removed), types);
    expect(resources.filter(({ dataLoss }) => dataLoss)).toEqual([]);
  });

  test("a parameter that reaches properties", () => {
    expect(changesOf(() => undefined, { ...VALUES, DeletionProtection: "true" })).toMatchInlineSnapshot(`
"
change TableCD117FA1 AWS::DynamoDB::Table
  Properties.DeletionProtectionEnabled: false → true
  Properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled: false → true
parameters change DeletionProtection: false → true
"
`);
  });

  test("a condition that becomes false removes its resources", () => {
    const edit = (template: Editable): void => {
      template.Conditions = { Kept: { "Fn::Equals": [{ Ref: "DeletionProtection" }, "true"] } };
      template.Resources[TABLE].Condition = "Kept";
    };
    expect(changesOf(edit)).toMatchInlineSnapshot(`
"
remove TableCD117FA1 AWS::DynamoDB::Table DATA LOSS
conditions add Kept: - → false
"
`);
  });

  test("changed construct ids: everything is created again", () => {
    expect(
      changesOf((template) => {
        const text = JSON.stringify(template).replaceAll("ApiF70053CD", "HttpApi1234");
        for (const key of Object.keys(template)) delete template[key];
        Object.assign(template, JSON.parse(text));
      }),
    ).toMatchInlineSnapshot(`
"
replace ApiANYordersE5655475 AWS::ApiGatewayV2::Route
  Properties.ApiId: \${ApiF70053CD} → \${HttpApi1234} (yes)
  Properties.Target: with ApiANYordersLive7E94EA0A
replace ApiANYordersLive7E94EA0A AWS::ApiGatewayV2::Integration
  Properties.ApiId: \${ApiF70053CD} → \${HttpApi1234} (yes)
replace ApiANYordersLivePermission19C0FBD0 AWS::Lambda::Permission
  Properties.SourceArn: arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${ApiF70053C… → arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${HttpApi123… (yes)
replace ApiANYordersproxy65B851C0 AWS::ApiGatewayV2::Route
  Properties.ApiId: \${ApiF70053CD} → \${HttpApi1234} (yes)
  Properties.Target: with ApiANYordersLive7E94EA0A
replace ApiANYordersproxyLivePermission2CFA6A05 AWS::Lambda::Permission
  Properties.SourceArn: arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${ApiF70053C… → arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${HttpApi123… (yes)
replace ApiDefaultStage189A7074 AWS::ApiGatewayV2::Stage
  Properties.ApiId: \${ApiF70053CD} → \${HttpApi1234} (yes)
remove ApiF70053CD AWS::ApiGatewayV2::Api
add HttpApi1234 AWS::ApiGatewayV2::Api renamed from ApiF70053CD
outputs change Url: \${ApiF70053CD.ApiEndpoint}/orders → \${HttpApi1234.ApiEndpoint}/orders
"
`);
  });

  test("a replaced resource whose name stays: CloudFormation would refuse it", () => {
    expect(
      changesOf((template) => {
        template.Resources[FUNCTION].Properties.PackageType = "Image";
      }),
    ).toMatchInlineSnapshot(`
"
change ApiANYordersLive7E94EA0A AWS::ApiGatewayV2::Integration
  Properties.IntegrationUri: with OrdersLiveB822C13A
replace ApiANYordersLivePermission19C0FBD0 AWS::Lambda::Permission
  Properties.FunctionName: with OrdersLiveB822C13A (yes)
replace ApiANYordersproxyLivePermission2CFA6A05 AWS::Lambda::Permission
  Properties.FunctionName: with OrdersLiveB822C13A (yes)
replace OrdersFunction520DBA95 AWS::Lambda::Function name taken: dev-orders
  Properties.PackageType: - → Image (yes)
replace OrdersLiveB822C13A AWS::Lambda::Alias
  Properties.FunctionName: with OrdersFunction520DBA95 (yes)
  Properties.FunctionVersion: with OrdersVersion90F58668
replace OrdersVersion90F58668 AWS::Lambda::Version
  Properties.FunctionName: with OrdersFunction520DBA95 (yes)
"
`);
  });

  test("a resource of an unknown type may be replaced", () => {
    const custom = structuredClone(ORDERS_TEMPLATE) as Editable;
    custom.Resources.Thing = { Type: "Custom::Thing", Properties: { Size: 1 } };
    const larger = structuredClone(custom);
    larger.Resources.Thing.Properties.Size = 2;
    const parse = (one: object) => ({
      template: parseTemplate(JSON.stringify(one), "t"),
      parameters: VALUES,
    });
    expect(templateDifference(parse(custom), parse(larger), types).resources).toMatchObject([
      { logicalId: "Thing", action: "change", replacement: "maybe", dataLoss: false },
    ]);
  });

  test("outputs, but not the spelling of a name", () => {
    expect(
      changesOf((template) => {
        template.Outputs.Url.Value = { "Fn::Sub": "$" + "{ApiF70053CD.ApiEndpoint}/v2/orders" };
        template.Outputs.Table = { Value: { Ref: TABLE }, Export: { Name: "orders-table" } };
        template.Resources.ApiF70053CD.Properties.Name = {
          "Fn::Join": ["-", [{ Ref: "Environment" }, "orders"]],
        };
      }),
    ).toMatchInlineSnapshot(`
"
outputs add Table: - → \${TableCD117FA1}
outputs change Url: \${ApiF70053CD.ApiEndpoint}/orders → \${ApiF70053CD.ApiEndpoint}/v2/orders
"
`);
  });
});

describe("a possible secret is reported only by name", () => {
  const SECRET = "hunter2";

  test.each<[string, (template: Editable) => void]>([
    [
      "an environment variable",
      (template) => {
        template.Resources[FUNCTION].Properties.Environment.Variables.API = SECRET;
      },
    ],
    [
      "all environment variables",
      (template) => {
        template.Resources[FUNCTION].Properties.Environment = { Variables: { API: { "Fn::Sub": SECRET } } };
      },
    ],
    [
      "a password within an address",
      (template) => {
        template.Resources.ApiANYordersLive7E94EA0A.Properties.IntegrationUri = `https://me:${SECRET}@example.com`;
      },
    ],
    [
      "a parameter's value, wherever it goes",
      (template) => {
        template.Parameters.Level = { Type: "String", Default: SECRET };
        template.Resources[FUNCTION].Properties.Description = { "Fn::Sub": "at $" + "{Level}" };
        template.Resources.ApiF70053CD.Properties.Name = { Ref: "Level" };
        template.Outputs.Level = { Value: { Ref: "Level" } };
      },
    ],
    [
      "a secret that is made",
      (template) => {
        template.Resources[TABLE].Type = "AWS::SecretsManager::Secret";
        template.Resources[TABLE].Properties = { SecretString: SECRET };
      },
    ],
  ])("%s", (_, edit) => {
    const changed = difference(edit, { ...VALUES, Level: SECRET });
    expect(changed.resources.length).toBeGreaterThan(0);
    expect(JSON.stringify(changed)).not.toContain(SECRET);
  });

  test("a variable that changes is named", () => {
    expect(
      changesOf((template) => {
        template.Resources[FUNCTION].Properties.Environment.Variables.TABLE_NAME = "x";
        template.Resources[FUNCTION].Properties.Environment.Variables.NEW = "y";
      }),
    ).toMatchInlineSnapshot(`
"
change OrdersFunction520DBA95 AWS::Lambda::Function
  Properties.Environment.Variables.NEW: hidden
  Properties.Environment.Variables.TABLE_NAME: hidden
"
`);
  });
});
