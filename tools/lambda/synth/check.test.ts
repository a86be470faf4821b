import { describe, expect, test } from "@jest/globals";
import type { Resource, Template } from "../template/template";
import { check } from "./check";
import type { BuiltFunction } from "./functions";
import { StackProblem } from "./problem";

const BUILT: readonly BuiltFunction[] = [{ name: "orders" }];

const FUNCTION = {
  FunctionName: { "Fn::Sub": `\${Environment}-orders` },
  Handler: "index.handler",
  Runtime: "nodejs24.x",
  Code: { ZipFile: "exports.handler = 1" },
};

/** A template with every convention kept, changed by `resources`; `undefined` takes a resource away. */
function template(
  resources: Record<string, Resource | undefined> = {},
  rest: Partial<Template> = {},
): Template {
  const all: Record<string, Resource | undefined> = {
    Orders: { Type: "AWS::Lambda::Function", Properties: FUNCTION },
    Version: { Type: "AWS::Lambda::Version", Properties: { FunctionName: { Ref: "Orders" } } },
    Live: {
      Type: "AWS::Lambda::Alias",
      Properties: {
        Name: "live",
        FunctionName: { Ref: "Orders" },
        FunctionVersion: { "Fn::GetAtt": ["Version", "Version"] },
      },
    },
    ...resources,
  };
  const present = Object.entries(all).flatMap(([id, resource]) =>
    resource ? [[id, resource] as const] : [],
  );
  return { Parameters: { Environment: { Type: "String" } }, Resources: Object.fromEntries(present), ...rest };
}

function ordersWith(properties: Record<string, unknown>): Record<string, Resource> {
  return { Orders: { Type: "AWS::Lambda::Function", Properties: { ...FUNCTION, ...properties } } };
}

function faults(checked: Template, built = BUILT): readonly string[] {
  try {
    check(checked, built);
  } catch (error) {
    if (error instanceof StackProblem) return error.faults;
    throw error;
  }
  return [];
}

test("a template that keeps the conventions passes", () => {
  expect(faults(template())).toEqual([]);
});

describe("functions", () => {
  test("the name may be joined instead of substituted", () => {
    const FunctionName = { "Fn::Join": ["-", [{ Ref: "Environment" }, "orders"]] };
    expect(faults(template(ordersWith({ FunctionName })))).toEqual([]);
  });

  test.each([
    ["a name without the environment", { FunctionName: "orders" }],
    ["no name", { FunctionName: undefined }],
    ["a name of another parameter", { FunctionName: { "Fn::Sub": `\${Stage}-orders` } }],
  ])("refuses %s", (_, properties) => {
    const [first] = faults(template(ordersWith(properties)));
    expect(first).toMatch(
      /^function Orders has the FunctionName .+; it must be \{"Fn::Sub":"\$\{Environment\}-<name>"\}$/,
    );
  });

  test("refuses a function without a bundle and a bundle without a function", () => {
    expect(faults(template(), [{ name: "reports" }])).toEqual([
      "function Orders is named orders, for which the build has no bundle (it has reports); rename it, or add a lambda_bundle",
      `the build has a bundle for the function reports, but no function of the template is named \${Environment}-reports; add one to the stack`,
    ]);
  });

  test("refuses two functions of one name", () => {
    expect(faults(template({ Second: { Type: "AWS::Lambda::Function", Properties: FUNCTION } }))).toEqual([
      "functions Orders and Second are both named orders; rename one",
    ]);
  });

  test("refuses code from elsewhere", () => {
    expect(faults(template(ordersWith({ Code: { S3Bucket: "b", S3Key: "k" } })))).toEqual([
      "function orders does not have an inline placeholder as its code; use Code.fromInline, the deployer brings the bundle",
    ]);
  });

  test("refuses a handler that the bundle was not checked for", () => {
    expect(
      faults(template(ordersWith({ Handler: "index.main" })), [{ name: "orders", handler: "index.handler" }]),
    ).toEqual([
      'function orders has the handler "index.main", but its bundle was built for "index.handler"; make them equal',
    ]);
  });

  test("refuses a function without version or alias, and one with two", () => {
    const second = { Type: "AWS::Lambda::Version", Properties: { FunctionName: { Ref: "Orders" } } };
    expect(faults(template({ Version: undefined }))).toEqual([
      "function orders has 0 versions in the template; give it exactly one AWS::Lambda::Version",
    ]);
    expect(faults(template({ Second: second }))).toEqual([
      "function orders has 2 versions in the template; give it exactly one AWS::Lambda::Version",
    ]);
    expect(faults(template({ Live: undefined }))).toEqual([
      "function orders has 0 aliases in the template; give it exactly one, named live",
    ]);
  });

  test("refuses an alias of another name or of no version", () => {
    const alias = (properties: Record<string, unknown>): Record<string, Resource> => ({
      Live: {
        Type: "AWS::Lambda::Alias",
        Properties: { Name: "live", FunctionName: { Ref: "Orders" }, ...properties },
      },
    });
    expect(faults(template(alias({ Name: "prod" })))).toEqual([
      'function orders has the alias "prod"; name it live, the deployer moves that one',
    ]);
    expect(faults(template(alias({ FunctionVersion: "$LATEST" })))).toEqual([
      "the alias live of function orders does not point at Version; set its FunctionVersion to Fn::GetAtt [Version, Version]",
    ]);
  });
});

describe("triggers", () => {
  const permission = (FunctionName: unknown): Record<string, Resource> => ({
    Allow: { Type: "AWS::Lambda::Permission", Properties: { Action: "lambda:InvokeFunction", FunctionName } },
  });

  test.each([
    { Ref: "Orders" },
    { "Fn::GetAtt": ["Orders", "Arn"] },
    { "Fn::GetAtt": "Orders.Arn" },
    { "Fn::Sub": `arn:\${Orders.Arn}:x` },
    { "Fn::Join": [":", [{ "Fn::GetAtt": ["Orders", "Arn"] }, "live"]] },
  ])("refuses a permission on the function itself: %j", (reference) => {
    expect(faults(template(permission(reference)))).toEqual([
      "AWS::Lambda::Permission Allow points at the function Orders; point it at its alias live",
    ]);
  });

  test("takes a permission on the alias, and other resources that name the function", () => {
    const alarm = {
      Type: "AWS::CloudWatch::Alarm",
      Properties: { Dimensions: [{ Value: { Ref: "Orders" } }] },
    };
    expect(faults(template({ ...permission({ Ref: "Live" }), alarm }))).toEqual([]);
  });
});

describe("settings of asynchronous invocations", () => {
  const config = (Qualifier: unknown): Record<string, Resource> => ({
    Config: {
      Type: "AWS::Lambda::EventInvokeConfig",
      Properties: { FunctionName: { Ref: "Orders" }, Qualifier },
    },
  });

  test("takes those of the alias", () => {
    expect(faults(template(config("live")))).toEqual([]);
  });

  test.each(["$LATEST", undefined])("refuses those of %s", (qualifier) => {
    expect(faults(template(config(qualifier)))).toEqual([
      `AWS::Lambda::EventInvokeConfig Config has the Qualifier ${qualifier === undefined ? "(none)" : `"${qualifier}"`}, and triggers invoke the alias live; make it "live"`,
    ]);
  });
});

describe("runtimes", () => {
  test.each([
    [
      "nodejs20.x",
      'function Orders has the runtime "nodejs20.x", which is deprecated by Lambda; use nodejs24.x',
    ],
    [
      "nodejs4.3",
      'function Orders has the runtime "nodejs4.3", which is deprecated by Lambda; use nodejs24.x',
    ],
    ["nodejs", 'function Orders has the runtime "nodejs", which is deprecated by Lambda; use nodejs24.x'],
    [
      "nodejs99.x",
      'function Orders has the runtime "nodejs99.x", which is not a Node.js runtime that Ferry knows; use nodejs24.x',
    ],
    [
      "python3.13",
      'function Orders has the runtime "python3.13", which is not a Node.js runtime that Ferry knows; use nodejs24.x',
    ],
    [
      undefined,
      "function Orders has the runtime (none), which is not a Node.js runtime that Ferry knows; use nodejs24.x",
    ],
  ])("refuses %s", (Runtime, message) => {
    expect(faults(template(ordersWith({ Runtime })))).toEqual([message]);
  });

  test("takes nodejs22.x", () => {
    expect(faults(template(ordersWith({ Runtime: "nodejs22.x" })))).toEqual([]);
  });
});

describe("parameters", () => {
  test("refuses a template without Environment, and what belongs to the CDK's bootstrap stack", () => {
    const Parameters = { BootstrapVersion: { Type: "AWS::SSM::Parameter::Value<String>" } };
    expect(faults(template({}, { Parameters, Rules: { CheckBootstrapVersion: {} } }))).toEqual([
      "it has no String parameter Environment; build it on ServiceStack of platform/constructs",
      "its parameter BootstrapVersion belongs to the CDK's bootstrap stack, which is not used; drop the synthesizer or asset",
      "it has the rule CheckBootstrapVersion; rules are not supported, drop it",
    ]);
  });
});

describe("first code", () => {
  const text = { Type: "String", Default: "" };
  const Parameters = {
    Environment: { Type: "String" },
    ...{ CodeBucket: text, CodeOrigin: text, OrdersCodeDigest: text, OrdersCodeSha256: text },
  };
  const said = { Metadata: { Ferry: { FirstCode: ["orders"] } }, Parameters };
  const object = { S3Bucket: { Ref: "CodeBucket" }, S3Key: { "Fn::Sub": `\${OrdersCodeDigest}.zip` } };
  const Code = { "Fn::If": ["HasCode", object, FUNCTION.Code] };
  const CodeSha256 = { "Fn::If": ["HasCode", { Ref: "OrdersCodeSha256" }, { Ref: "AWS::NoValue" }] };
  const version = (more: object): Record<string, Resource> => ({
    Version: { Type: "AWS::Lambda::Version", Properties: { FunctionName: { Ref: "Orders" }, ...more } },
  });
  const prefix = "its metadata says which functions get their first code, but";
  const suffix = "; leave Metadata.Ferry to platform/constructs";

  test("is taken by function and version, and guarded by its digest", () => {
    expect(faults(template({ ...ordersWith({ Code }), ...version({ CodeSha256 }) }, said))).toEqual([]);
    const ignored = [`${prefix} orders does not take it${suffix}`];
    expect(faults(template(ordersWith({ Code }), said))).toEqual(ignored);
    expect(faults(template(version({ CodeSha256 }), said))).toEqual(ignored);
  });

  test("needs its parameters, empty by default", () => {
    const wrong = { ...Parameters, CodeOrigin: { Type: "String" }, OrdersCodeDigest: { Type: "Number" } };
    const code = { ...ordersWith({ Code }), ...version({ CodeSha256 }) };
    expect(faults(template(code, { ...said, Parameters: wrong }))).toEqual(
      ["CodeOrigin", "OrdersCodeDigest"].map(
        (name) => `${prefix} it has no String parameter ${name} with the default ""${suffix}`,
      ),
    );
  });

  test("does without the placeholder never", () => {
    const without = { "Fn::If": ["HasCode", object, object] };
    expect(faults(template({ ...ordersWith({ Code: without }), ...version({ CodeSha256 }) }, said))).toEqual([
      "function orders does not have an inline placeholder as its code; use Code.fromInline, the deployer brings the bundle",
    ]);
  });
});

describe("references to other services", () => {
  const Environment = { Type: "String" };
  const Metadata = { Ferry: { References: { "due-orders": { imports: ["api-url"], events: [] } } } };

  test("need the parameters that the deployer fills", () => {
    const own = { Environment, DueOrdersEnvironment: { Type: "String" } };
    expect(
      faults(
        template(
          {},
          { Metadata, Parameters: { ...own, ImportDueOrdersApiUrl: { Type: "CommaDelimitedList" } } },
        ),
      ),
    ).toEqual([
      "its metadata says that it has the String parameter ImportDueOrdersApiUrl, and it has none; leave Metadata.Ferry to ServiceStack",
    ]);
    const Parameters = { ...own, ImportDueOrdersApiUrl: { Type: "String" } };
    expect(faults(template({}, { Metadata, Parameters }))).toEqual([]);
  });

  const importing = (name: unknown): Record<string, Resource> => ({
    Topic: {
      Type: "AWS::SNS::Topic",
      Properties: { DisplayName: { "Fn::Join": ["", ["at ", { "Fn::ImportValue": name }]] } },
    },
  });

  test.each([
    { "Fn::Sub": `\${Environment}-orders-url` },
    { "Fn::Join": ["-", [{ Ref: "Environment" }, "orders-url"]] },
  ])("refuses an import of a fixed environment: %j", (name) => {
    expect(faults(template(importing(name)))).toEqual([
      `Topic imports \${Environment}-orders-url by Fn::ImportValue, which an overlay of an environment does not have; use import of ServiceStack`,
    ]);
  });

  test("takes an import of what is not an environment's", () => {
    expect(faults(template(importing("network-vpc")))).toEqual([]);
  });
});

describe("limits", () => {
  const topics = (count: number): Record<string, Resource> =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`T${n}`, { Type: "AWS::SNS::Topic" }]));

  test("takes 500 resources, and refuses 501", () => {
    expect(faults(template(topics(497)))).toEqual([]);
    expect(faults(template(topics(498)))).toEqual([
      "it has 501 resources, 1 over CloudFormation's limit of 500; split the service into two, or serve routes and triggers by " +
        "one resource (`/orders/{proxy+}`)",
    ]);
  });

  test("refuses more than 200 parameters or outputs", () => {
    const many = Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`P${n}`, { Type: "String" }]));
    expect(
      faults(template({}, { Parameters: { ...many, Environment: { Type: "String" } }, Outputs: many })),
    ).toEqual([
      "it has 202 parameters, 2 over CloudFormation's limit of 200; pass names of one kind as one list parameter",
      "it has 201 outputs, 1 over CloudFormation's limit of 200; drop outputs that nothing reads",
    ]);
  });

  test("counts the template's bytes in UTF-8", () => {
    const size = Buffer.byteLength(check(template({}, { Outputs: { Note: { Value: "" } } }), BUILT));
    const sized = (bytes: number): Template =>
      template({}, { Outputs: { Note: { Value: "ä".repeat(10_000) + "x".repeat(bytes - size - 20_000) } } });
    expect(Buffer.byteLength(check(sized(1_000_000), BUILT))).toBe(1_000_000);
    expect(faults(sized(1_000_001))).toEqual([
      "it has 1000001 bytes of template, 1 over CloudFormation's limit of 1000000; split the service into two",
    ]);
  });
});
