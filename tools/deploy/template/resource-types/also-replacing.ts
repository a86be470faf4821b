import type { ResourceType } from "./types";

/**
 * Properties that replace a resource, or may, by their documentation or by what DynamoDB can change, but not in the CDK's database
 * (checked at 0.1.216). A table has local indexes and the types of its attributes for life.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
 */
export const ALSO_REPLACING: Readonly<Record<string, Pick<ResourceType, "exactly" | "maybe">>> = {
  "AWS::DynamoDB::GlobalTable": { exactly: ["AttributeDefinitions.*.AttributeType"] },
  "AWS::DynamoDB::Table": {
    exactly: ["AttributeDefinitions.*.AttributeType"],
    maybe: ["LocalSecondaryIndexes"],
  },
};
