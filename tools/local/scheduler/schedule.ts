import type { DeliveryTarget } from "../delivery/delivery";

/** A schedule of the default group. Times are milliseconds since the epoch. */
export interface Schedule {
  readonly name: string;
  readonly description?: string | undefined;
  /** `rate(…)`, `cron(…)` or `at(…)`. */
  readonly expression: string;
  /** Such as `Europe/Berlin`. */
  readonly timezone: string;
  readonly state: "ENABLED" | "DISABLED";
  /** Minutes of the flexible window; it fires at the start of it. */
  readonly window?: number | undefined;
  readonly target: ScheduleTarget;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** Id of the stack and logical id of the resource that it was made for. */
  readonly owner?: string | undefined;
}

export interface ScheduleTarget extends DeliveryTarget {
  /** Kept and returned; it grants nothing here. */
  readonly roleArn: string;
}
