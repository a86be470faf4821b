import type { HttpApis } from "../apigateway/api";
import type { CloudWatchApi } from "../cloudwatch/api";
import type { DynamoDbApi } from "../dynamodb/api";
import type { EventSourceMappings } from "../event-source-mappings/api";
import type { EventBridgeApi } from "../eventbridge/api";
import type { LambdaApi } from "../lambda/api";
import type { LogsApi } from "../logs/api";
import type { SchedulerApi } from "../scheduler/api";
import type { SqsApi } from "../sqs/api";
import type { IamRecords } from "./iam/records";

/** The account's services, as far as resources are made in them. */
export interface ResourceServices {
  readonly cloudWatch: CloudWatchApi;
  readonly lambda: LambdaApi;
  readonly logs: LogsApi;
  readonly httpApis: HttpApis;
  readonly dynamodb: DynamoDbApi;
  readonly sqs: SqsApi;
  readonly eventBridge: EventBridgeApi;
  readonly mappings: EventSourceMappings;
  readonly scheduler: SchedulerApi;
  readonly iam: IamRecords;
}
