import { RemovalPolicy, Stack } from "aws-cdk-lib";
import { AttributeType, BillingMode, type CfnTable, StreamViewType, Table } from "aws-cdk-lib/aws-dynamodb";
import type { IRole } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import { allow } from "./iam/allow";
import { parameter } from "./parameters";

/** The names of a key's attributes, which are strings. */
export interface KeyNames {
  readonly partitionKey: string;
  readonly sortKey?: string;
}

/** Settings of a table. */
export interface ServiceTableProps extends KeyNames {
  /** Global secondary indexes by their names; they hold all attributes. @default none */
  readonly indexes?: Readonly<Record<string, KeyNames>>;
  /** Attribute with the time, in seconds since 1970, after which DynamoDB deletes an item. @default items do not expire */
  readonly timeToLive?: string;
  /** Whether changes of its items can trigger a function, with the item before and after. @default false */
  readonly stream?: boolean;
}

/**
 * A table that is paid by the request and has a name that CloudFormation generates: a change of its keys can replace it.
 *
 * Whether it keeps its data is the parameter `DeletionProtection` and not a DeletionPolicy, which takes no parameter, and one
 * template serves every environment: where the parameter is "true", neither the stack nor anyone else can delete the table,
 * and it can be restored to any second of 35 days; elsewhere it goes with its stack.
 */
export class ServiceTable extends Table {
  constructor(scope: Construct, id: string, props: ServiceTableProps) {
    super(scope, id, {
      ...keys(props),
      billingMode: BillingMode.PAY_PER_REQUEST,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(props.timeToLive !== undefined && { timeToLiveAttribute: props.timeToLive }),
      ...(props.stream && { stream: StreamViewType.NEW_AND_OLD_IMAGES }),
    });
    const protection = parameter(Stack.of(this), "DeletionProtection").valueAsString;
    // By override, since the CDK's own properties take no parameter.
    const resource = this.node.defaultChild as CfnTable;
    resource.addPropertyOverride("DeletionProtectionEnabled", protection);
    resource.addPropertyOverride("PointInTimeRecoverySpecification", {
      PointInTimeRecoveryEnabled: protection,
    });
    for (const [indexName, names] of Object.entries(props.indexes ?? {}))
      this.addGlobalSecondaryIndex({ indexName, ...keys(names) });
  }

  /** Lets a role keep events of `platform/outbox` in the table, and delete those, but nothing else of it. */
  grantOutbox(role: IRole): void {
    allow(role, {
      actions: ["dynamodb:PutItem", "dynamodb:Query", "dynamodb:DeleteItem"],
      resources: [this.tableArn],
      // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
      conditions: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["OUTBOX"] } },
    });
  }

  /** @throws if the table was made without a stream */
  requireStreamArn(): string {
    if (this.tableStreamArn === undefined)
      throw new Error(`the table ${this.node.id} has no stream; give it "stream: true"`);
    return this.tableStreamArn;
  }
}

function keys({ partitionKey, sortKey }: KeyNames) {
  const string = (name: string) => ({ name, type: AttributeType.STRING });
  return { partitionKey: string(partitionKey), ...(sortKey !== undefined && { sortKey: string(sortKey) }) };
}
