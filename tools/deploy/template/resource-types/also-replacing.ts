import type { ResourceType } from "./types";

/**
 * Properties whose change replaces or may replace a resource, by their documentation or DynamoDB's limits, but not in the CDK's
 * database (checked at 0.1.216). A table's local indexes and attribute types are immutable.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
 */
export const ALSO_REPLACING: Readonly<Record<string, Pick<ResourceType, "exactly" | "maybe">>> = {
  "AWS::DynamoDB::GlobalTable": { exactly: ["AttributeDefinitions.*.AttributeType"] },
  "AWS::DynamoDB::Table": {
    exactly: ["AttributeDefinitions.*.AttributeType"],
    maybe: ["LocalSecondaryIndexes"],
  },
};
