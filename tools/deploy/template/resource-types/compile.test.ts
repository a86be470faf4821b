import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";
import { describe, expect, test } from "@jest/globals";
import { ALSO_NAMED } from "./also-named";
import { ALSO_REPLACING } from "./also-replacing";
import { ALSO_STATEFUL } from "./also-stateful";
import { compile } from "./compile";

const database = loadAwsServiceSpecSync();
const { types } = compile(database);

describe("the compiled database", () => {
  test("is the same for the same database", () => {
    expect(JSON.stringify(compile(loadAwsServiceSpecSync()))).toBe(JSON.stringify({ version: 1, types }));
  });

  test("knows which properties replace a resource, and which property names it", () => {
    expect(types["AWS::DynamoDB::Table"]).toMatchInlineSnapshot(`
{
  "exactly": [
    "AttributeDefinitions.*.AttributeType",
  ],
  "maybe": [
    "LocalSecondaryIndexes",
  ],
  "name": "TableName",
  "stateful": true,
  "yes": [
    "ImportSourceSpecification",
    "KeySchema",
    "TableName",
  ],
}
`);
    expect(types["AWS::Lambda::Function"]).toMatchInlineSnapshot(`
{
  "name": "FunctionName",
  "yes": [
    "FunctionName",
    "PackageType",
    "TenancyConfig",
  ],
}
`);
    expect(types["AWS::ApiGatewayV2::Route"]).toMatchInlineSnapshot(`
{
  "yes": [
    "ApiId",
  ],
}
`);
  });

  test("knows properties within properties, in lists too", () => {
    expect(types["AWS::EFS::AccessPoint"]?.yes).toContain("CreationInfo.OwnerUid");
    expect(types["AWS::DynamoDB::GlobalTable"]?.maybe).toContain(
      "GlobalSecondaryIndexes.*.KeySchema.*.AttributeName",
    );
  });

  test("marks more types as stateful than the database does, and none twice", () => {
    const marked = new Set(
      [...database.all("resource")].filter((one) => one.isStateful).map((one) => one.cloudFormationType),
    );
    expect([...ALSO_STATEFUL].filter((type) => marked.has(type) || types[type]?.stateful !== true)).toEqual(
      [],
    );
    expect(types["AWS::S3::Bucket"]?.stateful).toBe(true);
    expect(types["AWS::IAM::Role"]?.stateful).toBeUndefined();
  });

  test("adds names and replacements that the database lacks, and no others", () => {
    for (const { cloudFormationType: type, properties, primaryIdentifier } of database.all("resource")) {
      const { name, within } = ALSO_NAMED[type] ?? {};
      if (name !== undefined) {
        expect([type, types[type]?.name, primaryIdentifier?.includes(name)]).toEqual([type, name, false]);
        expect(properties[name]?.causesReplacement).toBe("yes");
        if (within !== undefined) expect(properties[within]).toBeDefined();
      }
      const { exactly = [], maybe = [] } = ALSO_REPLACING[type] ?? {};
      for (const path of [...exactly, ...maybe])
        expect(properties[path.split(".", 1)[0] ?? ""]?.causesReplacement).not.toBe("yes");
    }
    expect(
      [...Object.keys(ALSO_NAMED), ...Object.keys(ALSO_REPLACING)].filter((type) => !types[type]),
    ).toEqual([]);
  });
});
