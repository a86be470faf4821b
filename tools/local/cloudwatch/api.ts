import { join } from "node:path";
import type * as Sdk from "@aws-sdk/client-cloudwatch";
import { ACCOUNT_ID } from "../protocol/account-id";
import { bestEffort } from "../state/best-effort";
import { Alarms } from "./alarms";
import { Dashboards } from "./dashboards";
import type { Datum } from "./datum";
import { embeddedMetrics } from "./embedded-metrics";
import { getMetricData, listMetrics } from "./metric-operations";
import { MetricStore } from "./metric-store";
import { readRequest, refusal } from "./requests";

export interface CloudWatchApiOptions {
  /** The account's state folder; metrics, alarms and dashboards are kept in `cloudwatch` in it. */
  readonly stateFolder: string;
  /** Milliseconds since the epoch. Default: the system's clock. */
  readonly now?: () => number;
}

/** What is measured now, such as how many messages wait in queues. */
export type Gauge = () => readonly Datum[];

const MINUTE = 60_000;
const SWEEP_EVERY = 60 * MINUTE;

/**
 * CloudWatch: metrics by the minute, alarms and dashboards. Inputs and outputs are those of the AWS SDK; errors are `AwsError`s. What the
 * local account does not support it refuses by name.
 */
export class CloudWatchApi {
  readonly #store: MetricStore;
  readonly #alarms: Alarms;
  readonly #dashboards: Dashboards;
  readonly #now: () => number;
  readonly #gauges: Gauge[] = [];
  readonly #timers: readonly NodeJS.Timeout[];

  constructor({ stateFolder, now = Date.now }: CloudWatchApiOptions) {
    const folder = join(stateFolder, "cloudwatch");
    this.#now = now;
    this.#store = new MetricStore(join(folder, "metrics.sqlite"));
    const alarmPrefix = `arn:aws:cloudwatch:us-east-1:${ACCOUNT_ID}:alarm:`;
    this.#alarms = new Alarms(join(folder, "alarms"), this.#store, alarmPrefix);
    this.#dashboards = new Dashboards(join(folder, "dashboards"));
    this.#store.sweep(now());
    this.#timers = [
      setInterval(() => bestEffort("evaluating alarms", () => this.#evaluate()), MINUTE).unref(),
      setInterval(() => bestEffort("sweeping metrics", () => this.#store.sweep(now())), SWEEP_EVERY).unref(),
    ];
  }

  /** Reads `gauge` every minute, and whenever metrics are requested. */
  addGauge(gauge: Gauge): void {
    this.#gauges.push(gauge);
  }

  /** Records what services measure. */
  record(data: readonly Datum[]): void {
    this.#store.record(data, this.#now());
  }

  /** Records the metrics that log events carry in the embedded metric format. */
  recordEmbedded(events: readonly { readonly message: string }[]): void {
    this.record(events.flatMap(({ message }) => embeddedMetrics(message)));
  }

  async getMetricData(input: Sdk.GetMetricDataInput): Promise<Sdk.GetMetricDataOutput> {
    const request = readRequest("GetMetricData", input);
    this.#measure();
    return getMetricData(this.#store, request);
  }

  async listMetrics(input: Sdk.ListMetricsInput = {}): Promise<Sdk.ListMetricsOutput> {
    const request = readRequest("ListMetrics", input);
    this.#measure();
    return listMetrics(this.#store.metrics(this.#now()), request, this.#now());
  }

  async putMetricAlarm(input: Sdk.PutMetricAlarmInput): Promise<object> {
    this.#alarms.put(readRequest("PutMetricAlarm", input), this.#now());
    return {};
  }

  async describeAlarms(input: Sdk.DescribeAlarmsInput = {}): Promise<Sdk.DescribeAlarmsOutput> {
    const request = readRequest("DescribeAlarms", input);
    this.#alarms.evaluate(this.#now());
    return this.#alarms.describe(request);
  }

  async deleteAlarms(input: Sdk.DeleteAlarmsInput): Promise<object> {
    this.#alarms.delete(readRequest("DeleteAlarms", input).AlarmNames);
    return {};
  }

  /** All tags of an alarm; without an alarm of that name, nothing is done. */
  tagAlarm(name: string, tags: Readonly<Record<string, string>>): void {
    this.#alarms.setTags(
      name,
      Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    );
  }

  async listTagsForResource(input: Sdk.ListTagsForResourceInput): Promise<Sdk.ListTagsForResourceOutput> {
    const { ResourceARN } = readRequest("ListTagsForResource", input);
    const tags = this.#alarms.tags(ResourceARN);
    if (tags === undefined)
      throw refusal("ResourceNotFoundException", `there is no alarm ${ResourceARN}`, 404);
    return { Tags: [...tags] };
  }

  async putDashboard(input: Sdk.PutDashboardInput): Promise<Sdk.PutDashboardOutput> {
    this.#dashboards.put(readRequest("PutDashboard", input), this.#now());
    return { DashboardValidationMessages: [] };
  }

  async getDashboard(input: Sdk.GetDashboardInput): Promise<Sdk.GetDashboardOutput> {
    return this.#dashboards.get(readRequest("GetDashboard", input).DashboardName);
  }

  async listDashboards(input: Sdk.ListDashboardsInput = {}): Promise<Sdk.ListDashboardsOutput> {
    return this.#dashboards.list(readRequest("ListDashboards", input));
  }

  async deleteDashboards(input: Sdk.DeleteDashboardsInput): Promise<object> {
    this.#dashboards.delete(readRequest("DeleteDashboards", input).DashboardNames);
    return {};
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#store.close();
  }

  #evaluate(): void {
    this.#measure();
    this.#alarms.evaluate(this.#now());
  }

  #measure(): void {
    this.record(this.#gauges.flatMap((gauge) => gauge()));
  }
}
