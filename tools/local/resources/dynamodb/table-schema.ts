import { z } from "zod";
import { choice, flag, integer, tagList, text } from "../schema";

const attributeDefinition = z.strictObject({ AttributeName: text, AttributeType: choice("S", "N", "B") });
const keySchema = z
  .array(z.strictObject({ AttributeName: text, KeyType: choice("HASH", "RANGE") }))
  .min(1)
  .max(2);
const throughput = z.strictObject({ ReadCapacityUnits: integer, WriteCapacityUnits: integer });
const projection = z.strictObject({
  ProjectionType: choice("ALL", "KEYS_ONLY", "INCLUDE").optional(),
  NonKeyAttributes: z.array(text).optional(),
});
const localIndex = z.strictObject({ IndexName: text, KeySchema: keySchema, Projection: projection });
const globalIndex = localIndex.extend({ ProvisionedThroughput: throughput.optional() });

/** Properties of `AWS::DynamoDB::Table` that the local account supports. */
export const tableProperties = z.strictObject({
  AttributeDefinitions: z.array(attributeDefinition).optional(),
  BillingMode: choice("PAY_PER_REQUEST", "PROVISIONED").optional(),
  DeletionProtectionEnabled: flag.optional(),
  GlobalSecondaryIndexes: z.array(globalIndex).optional(),
  KeySchema: keySchema,
  LocalSecondaryIndexes: z.array(localIndex).optional(),
  PointInTimeRecoverySpecification: z
    .strictObject({ PointInTimeRecoveryEnabled: flag.optional(), RecoveryPeriodInDays: integer.optional() })
    .optional(),
  ProvisionedThroughput: throughput.optional(),
  TableName: text.optional(),
  Tags: tagList.optional(),
  TimeToLiveSpecification: z.strictObject({ AttributeName: text.optional(), Enabled: flag }).optional(),
});

export type TableProperties = z.infer<typeof tableProperties>;
