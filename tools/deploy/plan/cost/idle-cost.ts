import { Evaluation } from "../../template/evaluation/evaluation";
import type { Instantiation, TemplateResource } from "../../template/template";
import { type IdlePrices, idlePrices } from "./idle-prices";

/** What a stack costs in an idle month. */
export interface IdleCost {
  /** US dollars, rounded up to cents. */
  readonly usd: number;
  /** Types of resources that may cost something while idle, and of which no price is known here. */
  readonly unpriced: readonly string[];
}

/** Hours and minutes of a month, as AWS's calculator has them. */
const HOURS = 730;
const MINUTES = HOURS * 60;

/** What Lambda asks an idle queue in a month: five pollers, each waiting 20 seconds. Their number is observed, not promised. */
const POLLS = 650_000;

const MILLION = 1e6;

/** What one resource costs in a month. */
type Price = (properties: Readonly<Record<string, unknown>>, prices: IdlePrices) => number;

const PRICED: Readonly<Record<string, Price>> = {
  "AWS::CloudWatch::Alarm": ({ Metrics, Period }, { alarm, fastAlarm }) =>
    metricsOf(Metrics) * (Number(Period ?? 60) < 60 ? fastAlarm : alarm),
  "AWS::CloudWatch::CompositeAlarm": (_, { compositeAlarm }) => compositeAlarm,
  "AWS::CloudWatch::Dashboard": (_, { dashboard }) => dashboard,
  "AWS::SecretsManager::Secret": (_, { secret }) => secret,
  "AWS::KMS::Key": (_, { key }) => key,
  "AWS::Route53::HostedZone": (_, { hostedZone }) => hostedZone,
  "AWS::EC2::NatGateway": (_, { natGateway }) => natGateway * HOURS,
  "AWS::EC2::EIP": (_, { publicAddress }) => publicAddress * HOURS,
  "AWS::EC2::VPCEndpoint": ({ VpcEndpointType, SubnetIds }, { interfaceEndpoint }) =>
    VpcEndpointType === "Interface"
      ? interfaceEndpoint * HOURS * (Array.isArray(SubnetIds) ? SubnetIds.length : 1)
      : 0,
  "AWS::ElasticLoadBalancingV2::LoadBalancer": (_, { loadBalancer }) => loadBalancer * HOURS,
  "AWS::DynamoDB::Table": ({ BillingMode, ProvisionedThroughput }, { readUnit, writeUnit }) => {
    const units = (ProvisionedThroughput ?? {}) as {
      ReadCapacityUnits?: unknown;
      WriteCapacityUnits?: unknown;
    };
    if (BillingMode === "PAY_PER_REQUEST") return 0;
    const [reads, writes] = [Number(units.ReadCapacityUnits ?? 0), Number(units.WriteCapacityUnits ?? 0)];
    return (reads * readUnit + writes * writeUnit) * HOURS;
  },
  "AWS::Lambda::EventSourceMapping": ({ Enabled, Queues }, { queueRequests }) =>
    Queues !== undefined || String(Enabled) === "false" ? 0 : (POLLS * queueRequests) / MILLION,
  "AWS::Scheduler::Schedule": ({ ScheduleExpression, State }, { schedules, invocations }) =>
    State === "DISABLED" ? 0 : (timesAMonth(ScheduleExpression) * (schedules + invocations)) / MILLION,
};

/** Paid by use, by what they store, or not at all. */
const FREE = [
  /^AWS::(ApiGatewayV2|CDK|CloudFormation|Events|IAM|Logs|S3|SNS|SQS|SSM|StepFunctions)::/,
  /^AWS::Lambda::(Alias|EventInvokeConfig|Function|LayerVersion|Permission|Url|Version)$/,
  /^AWS::EC2::(InternetGateway|Route|RouteTable|SecurityGroup\w*|Subnet\w*|VPC|VPCGatewayAttachment)$/,
  /^AWS::Scheduler::ScheduleGroup$/,
];

/**
 * Estimates it from the resources that the parameters leave in a template: alarms, dashboards, secrets, polled queues and the like. Not
 * counted are stored logs and items, and what a schedule's function runs.
 */
export function idleCost(stack: Instantiation, region: string): IdleCost {
  const prices = idlePrices(region);
  const evaluation = new Evaluation(stack);
  let usd = 0;
  const unpriced = new Set<string>();
  for (const [, resource] of evaluation.resources()) {
    const { Type } = resource;
    const price = PRICED[Type];
    if (price) usd += isPolledQueue(resource, stack) ? price(valuesOf(resource, evaluation), prices) : 0;
    else if (!FREE.some((pattern) => pattern.test(Type))) unpriced.add(Type);
  }
  return { usd: Math.ceil(Number((usd * 100).toFixed(6))) / 100, unpriced: [...unpriced].sort() };
}

function valuesOf({ Properties = {} }: TemplateResource, evaluation: Evaluation): Record<string, unknown> {
  return evaluation.value(Properties) as Record<string, unknown>;
}

/** Whether a mapping's source is a queue, which Lambda polls at the owner's cost; true for all that is no mapping. */
function isPolledQueue({ Type, Properties = {} }: TemplateResource, { template }: Instantiation): boolean {
  if (Type !== "AWS::Lambda::EventSourceMapping") return true;
  const { EventSourceArn: source } = Properties;
  if (typeof source === "string") return source.includes(":sqs:");
  const [target] = [(source as { "Fn::GetAtt"?: unknown } | undefined)?.["Fn::GetAtt"]].flat();
  return (
    typeof target === "string" && template.resources[target.split(".")[0] ?? ""]?.Type === "AWS::SQS::Queue"
  );
}

/** An alarm of an expression is paid by its metrics. */
function metricsOf(metrics: unknown): number {
  if (!Array.isArray(metrics)) return 1;
  return metrics.filter((one: { readonly MetricStat?: unknown }) => one.MetricStat !== undefined).length;
}

const UNITS: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1_440 };

/** How often a `rate(…)` fires. Others are taken for so rare that they cost nothing. */
function timesAMonth(expression: unknown): number {
  const [, count = "", unit = ""] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(String(expression)) ?? [];
  return count === "" ? 0 : MINUTES / (Number(count) * (UNITS[unit] ?? MINUTES));
}
