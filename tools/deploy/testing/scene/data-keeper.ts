import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ResourceNotFoundException,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import type { ClientSource } from "./scene";

const ITEM = { id: { S: "kept" } };

/**
 * A table for data, and a guard: a table that refuses to be deleted, and has to be before the other one. So a deletion of their
 * stack fails half way, and leaves the data.
 */
export const GUARDED_TABLES = {
  Data: table("data"),
  Guard: { ...table("guard", { DeletionProtectionEnabled: true }), DependsOn: ["Data"] },
};

/** Keeps an item in the guarded tables, and looks whether it is still there. */
export class DataKeeper {
  readonly #client: DynamoDBClient;
  readonly #environment: string;
  #put = false;

  constructor(source: ClientSource, environment: string) {
    this.#client = source.client(DynamoDBClient);
    this.#environment = environment;
  }

  /** Puts the item as soon as there is a table; from then on it has to be there. @returns false if it was lost */
  async isKept(): Promise<boolean> {
    const TableName = `${this.#environment}-data`;
    try {
      if (this.#put) {
        const { Item } = await this.#client.send(new GetItemCommand({ TableName, Key: ITEM }));
        return Item !== undefined;
      }
      await this.#client.send(new PutItemCommand({ TableName, Item: ITEM }));
      this.#put = true;
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
      // With its table, or it was never there.
      return !this.#put;
    }
    return true;
  }

  /** From now on the guard can be deleted, and the item is no longer looked for. */
  async letGo(): Promise<void> {
    this.#put = false;
    const TableName = `${this.#environment}-guard`;
    await this.#client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
  }
}

/** A table `<environment>-<name>` with the key `id`, and further properties. */
export function table(name: string, more: object = {}): object {
  return {
    Type: "AWS::DynamoDB::Table",
    Properties: {
      TableName: { "Fn::Sub": `\${Environment}-${name}` },
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
      ...more,
    },
  };
}
