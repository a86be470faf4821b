import type * as Sdk from "@aws-sdk/client-cloudwatch";
import { Collection } from "../state/store";
import { type AlarmSettings, type AlarmState, evaluate } from "./alarm-state";
import type { MetricStore } from "./metric-store";
import { type CloudWatchRequest, refusal } from "./requests";

interface AlarmRecord {
  readonly settings: AlarmSettings;
  readonly arn: string;
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
  /** Milliseconds since the epoch. */
  readonly configuredAt: number;
  readonly state: AlarmState;
  /** Milliseconds since the epoch. */
  readonly changedAt: number;
}

/** Alarms and their states. A change of state notifies no one. */
export class Alarms {
  readonly #records: Collection<AlarmRecord>;
  readonly #store: MetricStore;
  readonly #arnPrefix: string;

  /** @param arnPrefix such as `arn:aws:cloudwatch:us-east-1:000000000000:alarm:` */
  constructor(folder: string, store: MetricStore, arnPrefix: string) {
    this.#records = new Collection(folder);
    this.#store = store;
    this.#arnPrefix = arnPrefix;
  }

  /** Makes an alarm or replaces all of its settings; its tags stay where it is there already, as CloudWatch has it. */
  put({ Tags = [], ...settings }: CloudWatchRequest<"PutMetricAlarm">, now: number): void {
    checkPeriods(settings);
    const known = this.#records.get(settings.AlarmName);
    const fresh: AlarmState = { value: "INSUFFICIENT_DATA", reason: "Unchecked: Initial alarm creation" };
    this.#records.put(settings.AlarmName, {
      settings,
      arn: `${this.#arnPrefix}${settings.AlarmName}`,
      tags: known?.tags ?? Tags,
      configuredAt: now,
      state: known?.state ?? fresh,
      changedAt: known?.changedAt ?? now,
    });
  }

  setTags(name: string, tags: AlarmRecord["tags"]): void {
    const known = this.#records.get(name);
    if (known) this.#records.put(name, { ...known, tags });
  }

  /** The tags of an alarm by its ARN; `undefined` where there is none. */
  tags(arn: string): AlarmRecord["tags"] | undefined {
    return this.#records.get(arn.slice(this.#arnPrefix.length))?.tags;
  }

  delete(names: readonly string[]): void {
    const missing = names.filter((name) => this.#records.get(name) === undefined);
    if (missing.length > 0) throw refusal("ResourceNotFound", `Alarms not found: ${missing.join(", ")}`, 404);
    for (const name of names) this.#records.delete(name);
  }

  /** Brings all states up to date. */
  evaluate(now: number): void {
    for (const record of this.#records.values()) {
      const state = evaluate(record.settings, record.state, this.#store, now);
      if (state.value === record.state.value && state.reason === record.state.reason) continue;
      const changedAt = state.value === record.state.value ? record.changedAt : now;
      this.#records.put(record.settings.AlarmName, { ...record, state, changedAt });
    }
  }

  describe(request: CloudWatchRequest<"DescribeAlarms">): Sdk.DescribeAlarmsOutput {
    const {
      AlarmNames,
      AlarmNamePrefix = "",
      AlarmTypes,
      StateValue,
      MaxRecords = 50,
      NextToken = "",
    } = request;
    if (AlarmTypes && !AlarmTypes.includes("MetricAlarm")) return { MetricAlarms: [], CompositeAlarms: [] };
    const matching = this.#records
      .values()
      .filter(
        ({ settings: { AlarmName }, state }) =>
          (AlarmNames?.includes(AlarmName) ?? true) &&
          AlarmName.startsWith(AlarmNamePrefix) &&
          (StateValue ?? state.value) === state.value &&
          AlarmName > NextToken,
      );
    const shown = matching.slice(0, MaxRecords);
    const last = shown.at(-1);
    return {
      MetricAlarms: shown.map(describe),
      CompositeAlarms: [],
      ...(last && matching.length > shown.length && { NextToken: last.settings.AlarmName }),
    };
  }
}

const HOUR = 3600;
const DAY = 24 * HOUR;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (Period, DatapointsToAlarm) */
function checkPeriods(settings: AlarmSettings): void {
  const { AlarmName, EvaluationPeriods, DatapointsToAlarm = 1, Period } = settings;
  if (DatapointsToAlarm > EvaluationPeriods) {
    throw refusal(
      "ValidationError",
      `The alarm ${AlarmName} has DatapointsToAlarm ${DatapointsToAlarm}, which must not be more than its EvaluationPeriods, ${EvaluationPeriods}.`,
    );
  }
  const limit = Period < HOUR ? DAY : 7 * DAY;
  if (Period * EvaluationPeriods > limit) {
    throw refusal(
      "ValidationError",
      `The alarm ${AlarmName} looks back ${EvaluationPeriods} periods of ${Period} seconds, and Period times EvaluationPeriods must not be more than ${limit} seconds.`,
    );
  }
}

function describe({ settings, arn, configuredAt, state, changedAt }: AlarmRecord): Sdk.MetricAlarm {
  return {
    ActionsEnabled: true,
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    Dimensions: [],
    ...settings,
    AlarmArn: arn,
    AlarmConfigurationUpdatedTimestamp: new Date(configuredAt),
    StateValue: state.value,
    StateReason: state.reason,
    StateUpdatedTimestamp: new Date(changedAt),
    StateTransitionedTimestamp: new Date(changedAt),
  } as Sdk.MetricAlarm;
}
