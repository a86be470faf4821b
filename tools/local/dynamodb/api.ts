import { join } from "node:path";
import type * as sdk from "@aws-sdk/client-dynamodb";
import { type Engine, unknownOperation } from "./engine";
import { ITEM_OPERATIONS } from "./item-operations";
import type { Operation } from "./operation";
import { SETTING_OPERATIONS } from "./setting-operations";
import { TABLE_OPERATIONS } from "./table-operations";
import { TRANSACTION_OPERATIONS } from "./transaction-operations";

const REGION = "us-east-1";

/** Operations that are implemented here, alone or around dynalite's; all others are dynalite's. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  ...TABLE_OPERATIONS,
  ...SETTING_OPERATIONS,
  ...ITEM_OPERATIONS,
  ...TRANSACTION_OPERATIONS,
};

/**
 * DynamoDB, by dynalite over a file of the account's state. Time to live, point-in-time recovery and deletion protection are kept and
 * returned; only the last has an effect: items do not expire and there are no backups.
 */
export class DynamoDbApi {
  readonly #file: string;
  #loaded: Engine | undefined;

  constructor(options: { readonly stateFolder: string }) {
    this.#file = join(options.stateFolder, "dynamodb", "tables.sqlite");
  }

  /** Any operation, its input and output as JSON on the wire. @throws AwsError */
  async execute(operation: string, input: object, region: string = REGION): Promise<object> {
    const own = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
    if (own !== undefined) return own(this.#engine, input, region);
    if (!this.#engine.operationNames.includes(operation)) throw unknownOperation();
    return this.#engine.execute(operation, input, region);
  }

  createTable(input: sdk.CreateTableInput): Promise<sdk.CreateTableOutput> {
    return this.execute("CreateTable", input);
  }

  updateTable(input: sdk.UpdateTableInput): Promise<sdk.UpdateTableOutput> {
    return this.execute("UpdateTable", input);
  }

  deleteTable(input: sdk.DeleteTableInput): Promise<sdk.DeleteTableOutput> {
    return this.execute("DeleteTable", input);
  }

  describeTable(input: sdk.DescribeTableInput): Promise<sdk.DescribeTableOutput> {
    return this.execute("DescribeTable", input);
  }

  updateTimeToLive(input: sdk.UpdateTimeToLiveInput): Promise<sdk.UpdateTimeToLiveOutput> {
    return this.execute("UpdateTimeToLive", input);
  }

  describeTimeToLive(input: sdk.DescribeTimeToLiveInput): Promise<sdk.DescribeTimeToLiveOutput> {
    return this.execute("DescribeTimeToLive", input);
  }

  updateContinuousBackups(
    input: sdk.UpdateContinuousBackupsInput,
  ): Promise<sdk.UpdateContinuousBackupsOutput> {
    return this.execute("UpdateContinuousBackups", input);
  }

  describeContinuousBackups(
    input: sdk.DescribeContinuousBackupsInput,
  ): Promise<sdk.DescribeContinuousBackupsOutput> {
    return this.execute("DescribeContinuousBackups", input);
  }

  async tagResource(input: sdk.TagResourceInput): Promise<void> {
    await this.execute("TagResource", input);
  }

  async untagResource(input: sdk.UntagResourceInput): Promise<void> {
    await this.execute("UntagResource", input);
  }

  listTagsOfResource(input: sdk.ListTagsOfResourceInput): Promise<sdk.ListTagsOfResourceOutput> {
    return this.execute("ListTagsOfResource", input);
  }

  async close(): Promise<void> {
    this.#loaded?.close();
    this.#loaded = undefined;
  }

  /** Loaded at the first call: an account without tables does not pay for it. */
  get #engine(): Engine {
    if (this.#loaded === undefined) {
      const { Engine } = require("./engine") as typeof import("./engine");
      this.#loaded = new Engine(this.#file);
    }
    return this.#loaded;
  }
}
