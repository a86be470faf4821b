import { describe, expect, test } from "@jest/globals";
import { deployableTemplate } from "../testing/scene/deployable";
import { withSettledAliases } from "./live-alias";
import { type Instantiation, parseTemplate } from "./template";

interface Body {
  readonly Resources: { readonly Role: object };
  readonly Outputs: object;
}

const PARAMETERS = { Environment: "dev", Level: "info" };

function template(more: object = {}): string {
  return deployableTemplate({ service: "orders", source: "", memory: 128, ...more });
}

function deployed(body: string): Instantiation {
  return { template: parseTemplate(body, "deployed"), parameters: PARAMETERS };
}

function sent(desired: string, before?: string): Record<string, { Properties: Record<string, unknown> }> {
  const existing = before === undefined ? undefined : deployed(before);
  return JSON.parse(withSettledAliases(desired, deployed(desired), existing)).Resources;
}

const MADE_WITH = {
  Name: "live",
  FunctionName: { Ref: "Function" },
  FunctionVersion: { "Fn::GetAtt": ["Version", "Version"] },
};

test("a template without necessary changes stays the same text", () => {
  const body = template();
  expect(withSettledAliases(body, deployed(body), undefined)).toBe(body);
  expect(withSettledAliases(body, deployed(body), deployed(template({ memory: 256 })))).toBe(body);
});

test("an alias is created with its description", () => {
  const Description = "one";
  expect(sent(template({ alias: { Description } })).Live?.Properties).toEqual({ ...MADE_WITH, Description });
});

test("an alias keeps its deployed properties, with the deployed values of parameters", () => {
  const before = template({ alias: { Description: { "Fn::Sub": `at \${Level}` } } });
  for (const alias of [{}, { Description: "two" }, { Description: { Ref: "Level" } }])
    expect(sent(template({ alias }), before).Live?.Properties).toEqual({
      ...MADE_WITH,
      Description: "at info",
    });
});

test("the version that an alias was created with keeps its logical id and its properties", () => {
  const renamed = sent(template({ versionId: "Version2" }), template());
  expect(renamed.Live?.Properties).toEqual(MADE_WITH);
  expect(renamed.Version?.Properties).toEqual({ FunctionName: { Ref: "Function" } });
  expect(renamed.Version2).toBeUndefined();
  const described = JSON.parse(template());
  described.Resources.Version.Properties.Description = "the first";
  const changed = sent(JSON.stringify(described), template());
  expect(changed.Version?.Properties).toEqual({ FunctionName: { Ref: "Function" } });
});

test.each<[string, (body: Body) => void]>([
  ["an output", ({ Outputs }) => Object.assign(Outputs, { Made: { Value: { Ref: "Version2" } } })],
  ["a text", ({ Outputs }) => Object.assign(Outputs, { Made: { Value: { "Fn::Sub": `\${Version2}` } } })],
  ["an order", ({ Resources }) => Object.assign(Resources.Role, { DependsOn: "Version2" })],
])("a renamed version stays where %s names it", (_, name) => {
  const body = JSON.parse(template({ versionId: "Version2" }));
  name(body);
  expect(sent(JSON.stringify(body), template()).Version2).toBeDefined();
});

test("the version that stays refers to nothing that the desired template no longer has", () => {
  const before = JSON.parse(template({ resources: { Topic: { Type: "AWS::SNS::Topic" } } }));
  before.Conditions = { Always: { "Fn::Equals": ["a", "a"] } };
  Object.assign(before.Resources.Version, { DependsOn: ["Topic"], Condition: "Always" });
  for (const versionId of ["Version", "Version2"])
    expect(sent(template({ versionId }), JSON.stringify(before)).Version).toEqual({
      Type: "AWS::Lambda::Version",
      Properties: { FunctionName: { Ref: "Function" } },
    });
});

test.each<[string, object]>([
  ["by a text", { FunctionName: { "Fn::Sub": `\${Function}` } }],
  ["by its name", { FunctionName: { "Fn::Join": ["-", [{ Ref: "Environment" }, "orders"]] } }],
  ["with a name that is put together", { Name: { "Fn::Sub": "live" } }],
])("an alias live is one that refers to its function %s", (_, properties) => {
  const before = template({ alias: { ...properties, Description: "one" } });
  const after = template({ alias: { ...properties, Description: "two" } });
  expect(sent(after, before).Live?.Properties).toMatchObject({ Description: "one" });
});

test("a renamed version stays where something else refers to it", () => {
  const resources = {
    Permission: { Type: "AWS::Lambda::Permission", Properties: { FunctionName: { Ref: "Version2" } } },
  };
  expect(sent(template({ versionId: "Version2", resources }), template()).Version2).toBeDefined();
});

test("the alias of another function is created anew, and other aliases are not the deployer's", () => {
  const other = {
    Canary: { Type: "AWS::Lambda::Alias", Properties: { ...MADE_WITH, Name: "canary", Description: "mine" } },
  };
  const before = JSON.parse(template());
  before.Resources.Live.Properties.FunctionName = { Ref: "Elsewhere" };
  const resources = sent(
    template({ alias: { Description: "one" }, resources: other }),
    JSON.stringify(before),
  );
  expect(resources.Live?.Properties).toEqual({ ...MADE_WITH, Description: "one" });
  expect(resources.Canary?.Properties).toMatchObject({ Description: "mine" });
});

describe("the code that a function was created with", () => {
  const placeholder = JSON.parse(template()).Resources.Function.Properties.Code;
  const code = {
    CodeBucket: "bucket",
    CodeOrigin: "by:ada",
    OrdersCodeDigest: "ab",
    OrdersCodeSha256: "q7w=",
  };
  const empty = Object.fromEntries(Object.keys(code).map((name) => [name, ""]));

  function updated(desired: string, before: string, given: Record<string, string>) {
    const parameters = { ...PARAMETERS, ...given };
    const [after, existing] = [desired, before].map((body) => ({ ...deployed(body), parameters }));
    const { Function: made, Version } = JSON.parse(
      withSettledAliases(desired, after as Instantiation, existing),
    ).Resources;
    return [made.Properties.Code, Version.Properties];
  }

  test("stays, with its first version, when an older template knows only placeholders", () => {
    expect(updated(template(), template({ firstCode: true }), code)).toEqual([
      { S3Bucket: "bucket", S3Key: "ab.zip" },
      { FunctionName: { Ref: "Function" }, CodeSha256: "q7w=", Description: "ferry sha256:ab by:ada" },
    ]);
    expect(updated(template(), template({ firstCode: true }), empty)).toEqual([
      placeholder,
      { FunctionName: { Ref: "Function" } },
    ]);
  });

  test("stays a placeholder, although the template has a new one", () => {
    const other = template().replace("not deployed yet", "not here yet");
    expect(updated(other, template(), {})).toEqual([placeholder, { FunctionName: { Ref: "Function" } }]);
  });

  test("is as the template says where that says the same", () => {
    const body = template({ firstCode: true });
    for (const given of [code, empty]) {
      const existing = { ...deployed(body), parameters: { ...PARAMETERS, ...given } };
      const later = template({ firstCode: true, memory: 256 });
      expect(withSettledAliases(later, { ...existing, template: deployed(later).template }, existing)).toBe(
        later,
      );
    }
  });

  test("is what it was, empty, in a stack that was created before there were parameters for it", () => {
    const body = template({ firstCode: true });
    const desired = { ...deployed(body), parameters: { ...PARAMETERS, ...empty } };
    expect(withSettledAliases(body, desired, deployed(template()))).toBe(body);
  });

  test("is not that of a function with another name", () => {
    const renamed = template().replaceAll("-orders", "-purchases");
    expect(updated(renamed, template({ firstCode: true }), code)[0]).toEqual(placeholder);
  });
});
