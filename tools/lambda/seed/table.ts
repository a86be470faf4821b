import type { Template } from "../template/template";
import { resourcesOf } from "../template/template";
import { SeedProblem } from "./problem";

/** A key of a table or of one of its indexes. */
export interface Key {
  /** The index; absent for the table's own key. */
  readonly index?: string;
  readonly attributes: readonly KeyAttribute[];
}

/** An attribute of a key, the partition key first. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: string;
}

/** What seeds have to satisfy. */
export interface Table {
  /** In the template. */
  readonly logicalId: string;
  readonly key: Key;
  /** An item need not have these, but what it has has to have the type. */
  readonly indexes: readonly Key[];
}

const TYPES = ["AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"];

/** The tables of a template. @throws SeedProblem for a key that the template does not say in clear */
export function tablesOf(template: Template): Table[] {
  return TYPES.flatMap((type) => resourcesOf(template, type)).map(([logicalId, { Properties = {} }]) => {
    const types = new Map(
      records(Properties.AttributeDefinitions).map((one) => [one.AttributeName, one.AttributeType]),
    );
    const key = (schema: unknown, index?: string): Key => ({
      ...(index !== undefined && { index }),
      attributes: records(schema)
        .toSorted((a, b) => String(a.KeyType).localeCompare(String(b.KeyType)))
        .map(({ AttributeName: name }) => {
          const type = types.get(name);
          if (typeof name === "string" && typeof type === "string") return { name, type };
          throw new SeedProblem([
            `the key of the table ${logicalId} has to be plain text in the template to be checked`,
          ]);
        }),
    });
    const indexes = [Properties.GlobalSecondaryIndexes, Properties.LocalSecondaryIndexes].flatMap(records);
    return {
      logicalId,
      key: key(Properties.KeySchema),
      indexes: indexes.map(({ KeySchema, IndexName }) => key(KeySchema, String(IndexName))),
    };
  });
}

function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value : [];
}
