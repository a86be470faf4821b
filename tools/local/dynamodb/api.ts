import { join } from "node:path";
import type * as sdk from "@aws-sdk/client-dynamodb";
import { z } from "zod";
import { AwsError } from "../protocol/error";
import { type Engine, unknownOperation } from "./engine";
import {
  changeSettings,
  checkTimeToLiveChange,
  clearSettings,
  invalid,
  readSettings,
  settingsDescription,
} from "./table-settings";

const REGION = "us-east-1";

/** Parameters that dynalite does not know and this account keeps; `.loose()`, since the rest is dynalite's to check. */
const TableInput = z.looseObject({
  TableName: z.string(),
  Tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).optional(),
  DeletionProtectionEnabled: z.boolean().optional(),
  SSESpecification: z
    .strictObject({
      Enabled: z.boolean().optional(),
      SSEType: z.literal("KMS").optional(),
      KMSMasterKeyId: z.string().optional(),
    })
    .optional(),
  TableClass: z.enum(["STANDARD", "STANDARD_INFREQUENT_ACCESS"]).optional(),
});

const TimeToLiveInput = z.strictObject({
  TableName: z.string(),
  TimeToLiveSpecification: z.strictObject({
    Enabled: z.boolean(),
    AttributeName: z.string().min(1).max(255),
  }),
});

const BackupsInput = z.strictObject({
  TableName: z.string(),
  PointInTimeRecoverySpecification: z.strictObject({
    PointInTimeRecoveryEnabled: z.boolean(),
    RecoveryPeriodInDays: z.int().optional(),
  }),
});

const TableName = z.strictObject({ TableName: z.string() });

type Operation = (input: object, region: string) => Promise<object>;

/**
 * DynamoDB, by dynalite over a file of the account's state. Time to live, point-in-time recovery, encryption, table class and deletion
 * protection are kept and told; only the last is acted on: items do not expire and there are no backups.
 */
export class DynamoDbApi {
  readonly #file: string;
  #loaded: Engine | undefined;
  readonly #own: Readonly<Record<string, Operation>> = {
    CreateTable: (input, region) => this.#createTable(input, region),
    UpdateTable: (input, region) => this.#updateTable(input, region),
    DeleteTable: (input, region) => this.#deleteTable(input, region),
    DescribeTable: (input, region) => this.#describeTable(input, region),
    UpdateTimeToLive: (input, region) => this.#updateTimeToLive(input, region),
    DescribeTimeToLive: (input, region) => this.#describeTimeToLive(input, region),
    UpdateContinuousBackups: (input, region) => this.#updateContinuousBackups(input, region),
    DescribeContinuousBackups: (input, region) => this.#describeContinuousBackups(input, region),
  };

  constructor(options: { readonly stateFolder: string }) {
    this.#file = join(options.stateFolder, "dynamodb", "tables.sqlite");
  }

  /** Any operation, its input and output as JSON on the wire. @throws AwsError */
  async execute(operation: string, input: object, region: string = REGION): Promise<object> {
    const own = Object.hasOwn(this.#own, operation) ? this.#own[operation] : undefined;
    if (own !== undefined) return own(input, region);
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

  async #createTable(input: object, region: string): Promise<object> {
    const { Tags, DeletionProtectionEnabled, SSESpecification, TableClass, ...rest } = parse(
      TableInput,
      input,
    );
    return this.#engine.database.transaction(() => {
      const created = this.#engine.executeNow("CreateTable", rest, region) as {
        TableDescription: { TableArn: string };
      };
      if (Tags !== undefined && Tags.length > 0) {
        this.#engine.executeNow(
          "TagResource",
          { ResourceArn: created.TableDescription.TableArn, Tags },
          region,
        );
      }
      clearSettings(this.#engine.database, rest.TableName);
      this.#keep(rest.TableName, { DeletionProtectionEnabled, SSESpecification, TableClass });
      return this.#withSettings("TableDescription", rest.TableName, created);
    });
  }

  async #updateTable(input: object, region: string): Promise<object> {
    const { Tags, DeletionProtectionEnabled, SSESpecification, TableClass, ...rest } = parse(
      TableInput,
      input,
    );
    if (Tags !== undefined) throw invalid("UpdateTable does not take Tags; use TagResource");
    refuseIndexChanges(rest);
    return this.#engine.database.transaction(() => {
      this.#keep(rest.TableName, { DeletionProtectionEnabled, SSESpecification, TableClass });
      const changes = Object.keys(rest).some((key) => key !== "TableName" && key !== "AttributeDefinitions");
      const answer = changes
        ? this.#engine.executeNow("UpdateTable", rest, region)
        : { TableDescription: this.#table(rest.TableName, region) };
      return this.#withSettings("TableDescription", rest.TableName, answer);
    });
  }

  async #deleteTable(input: object, region: string): Promise<object> {
    const name = (input as { TableName?: unknown }).TableName;
    if (typeof name === "string" && readSettings(this.#engine.database, name).deletionProtection) {
      throw invalid(
        `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first. Table: ${name}`,
      );
    }
    return this.#engine.execute("DeleteTable", input, region);
  }

  async #describeTable(input: object, region: string): Promise<object> {
    const answer = await this.#engine.execute("DescribeTable", input, region);
    return this.#withSettings("Table", (input as { TableName: string }).TableName, answer);
  }

  async #updateTimeToLive(input: object, region: string): Promise<object> {
    const { TableName, TimeToLiveSpecification } = parse(TimeToLiveInput, input);
    this.#table(TableName, region);
    const { Enabled, AttributeName } = TimeToLiveSpecification;
    const { database } = this.#engine;
    const settings = readSettings(database, TableName);
    checkTimeToLiveChange(settings, Enabled, AttributeName);
    database.transaction(() => {
      clearSettings(database, TableName);
      changeSettings(database, TableName, {
        ...settings,
        timeToLiveAttribute: Enabled ? AttributeName : undefined,
      });
    });
    return { TimeToLiveSpecification };
  }

  async #describeTimeToLive(input: object, region: string): Promise<object> {
    const name = parse(TableName, input).TableName;
    this.#table(name, region);
    const { timeToLiveAttribute } = readSettings(this.#engine.database, name);
    return {
      TimeToLiveDescription:
        timeToLiveAttribute === undefined
          ? { TimeToLiveStatus: "DISABLED" }
          : { TimeToLiveStatus: "ENABLED", AttributeName: timeToLiveAttribute },
    };
  }

  async #updateContinuousBackups(input: object, region: string): Promise<object> {
    const { TableName, PointInTimeRecoverySpecification } = parse(BackupsInput, input);
    this.#table(TableName, region);
    changeSettings(this.#engine.database, TableName, {
      pointInTimeRecovery: PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled,
    });
    return this.#describeContinuousBackups({ TableName }, region);
  }

  async #describeContinuousBackups(input: object, region: string): Promise<object> {
    const name = parse(TableName, input).TableName;
    this.#table(name, region);
    const { pointInTimeRecovery = false } = readSettings(this.#engine.database, name);
    return {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: "ENABLED",
        PointInTimeRecoveryDescription: {
          PointInTimeRecoveryStatus: pointInTimeRecovery ? "ENABLED" : "DISABLED",
        },
      },
    };
  }

  /** @throws AwsError (ResourceNotFoundException) */
  #table(name: string, region: string): object {
    return (this.#engine.executeNow("DescribeTable", { TableName: name }, region) as { Table: object }).Table;
  }

  #keep(
    name: string,
    given: Pick<z.infer<typeof TableInput>, "DeletionProtectionEnabled" | "SSESpecification" | "TableClass">,
  ): void {
    changeSettings(this.#engine.database, name, {
      deletionProtection: given.DeletionProtectionEnabled,
      encryption: given.SSESpecification as sdk.SSESpecification | undefined,
      tableClass: given.TableClass,
    });
  }

  #withSettings(member: "Table" | "TableDescription", name: string, answer: object): object {
    const table = (answer as Record<string, object>)[member];
    return {
      ...answer,
      [member]: { ...table, ...settingsDescription(readSettings(this.#engine.database, name)) },
    };
  }
}

function refuseIndexChanges(input: object): void {
  const updates = (input as { GlobalSecondaryIndexUpdates?: unknown }).GlobalSecondaryIndexUpdates;
  if (!Array.isArray(updates)) return;
  for (const update of updates as Record<string, unknown>[]) {
    const change = ["Create", "Delete"].find((name) => update[name] !== undefined);
    if (change === undefined) continue;
    throw invalid(`the local account cannot ${change.toLowerCase()} an index of a table that exists`);
  }
}

function parse<T>(schema: z.ZodType<T>, input: object): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) =>
    [path.join("."), message].filter(Boolean).join(": "),
  );
  throw new AwsError("ValidationException", 400, problems.join("; "));
}
