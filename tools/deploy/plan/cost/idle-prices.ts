/** Prices in US dollars. */
export interface IdlePrices {
  /** A month of an alarm's metric: of usual resolution, and of one below a minute. */
  readonly alarm: number;
  readonly fastAlarm: number;
  readonly compositeAlarm: number;
  readonly dashboard: number;
  readonly secret: number;
  readonly key: number;
  readonly hostedZone: number;
  /** A million requests or invocations. */
  readonly queueRequests: number;
  readonly schedules: number;
  readonly invocations: number;
  /** An hour. */
  readonly natGateway: number;
  readonly publicAddress: number;
  readonly loadBalancer: number;
  /** An hour in one availability zone. */
  readonly interfaceEndpoint: number;
  /** An hour of a provisioned unit. */
  readonly readUnit: number;
  readonly writeUnit: number;
}

const US_EAST_1: IdlePrices = {
  alarm: 0.1,
  fastAlarm: 0.3,
  compositeAlarm: 0.5,
  dashboard: 3,
  secret: 0.4,
  key: 1,
  hostedZone: 0.5,
  queueRequests: 0.4,
  schedules: 1,
  invocations: 0.2,
  natGateway: 0.045,
  publicAddress: 0.005,
  loadBalancer: 0.0225,
  interfaceEndpoint: 0.01,
  readUnit: 0.00013,
  writeUnit: 0.00065,
};

/**
 * On-demand list prices without free tiers, as of December 2026, from AWS's pages of prices, which docs/aws-claims.md names with the
 * way to check them: aws.amazon.com/{cloudwatch,secrets-manager,kms,route53,sqs,eventbridge,lambda,vpc,privatelink,elasticloadbalancing,
 * dynamodb}/pricing. Other regions are estimated with those of the dearer one.
 */
const PRICES: Readonly<Record<string, IdlePrices>> = {
  "us-east-1": US_EAST_1,
  "eu-central-1": {
    ...US_EAST_1,
    natGateway: 0.052,
    loadBalancer: 0.027,
    interfaceEndpoint: 0.012,
    readUnit: 0.0001586,
    writeUnit: 0.000793,
  },
};

/** The prices of a region. */
export function idlePrices(region: string): IdlePrices {
  return PRICES[region] ?? (PRICES["eu-central-1"] as IdlePrices);
}
