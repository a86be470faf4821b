import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: unknown }>>;
}

/**
 * The one table of a stack, as far as reads and writes depend on it: keys and indexes.
 *
 * @throws Error if the stack has no table or several
 */
export function tableOf({ Resources }: Template): Omit<CreateTableCommandInput, "TableName"> {
  const tables = Object.values(Resources).filter(({ Type }) => Type === "AWS::DynamoDB::Table");
  const [table] = tables;
  if (table === undefined || tables.length > 1)
    throw new Error(`the stack has ${tables.length} tables, and its tests need exactly one`);
  const { AttributeDefinitions, BillingMode, KeySchema, GlobalSecondaryIndexes } =
    table.Properties as CreateTableCommandInput;
  return { AttributeDefinitions, BillingMode, KeySchema, GlobalSecondaryIndexes };
}
