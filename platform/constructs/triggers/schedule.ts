import { Aws, Fn } from "aws-cdk-lib";
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnSchedule } from "aws-cdk-lib/aws-scheduler";
import { Construct } from "constructs";
import { physicalName, requireName } from "../names";
import type { TriggerTarget } from "./target";

/** Settings of a schedule. */
export interface ScheduleProps {
  /** What it is for, as people see it. @default none */
  readonly description?: string;
  /** Time zone that `cron` and `at` are read in. @default "UTC" */
  readonly timezone?: string;
  /** How much later than planned it may be, to spread the load. @default it is exact */
  readonly flexibleMinutes?: number;
}

/** `rate(5 minutes)`, `cron(0 6 * * ? *)`, `at(2027-01-01T00:00:00)`. */
const EXPRESSION =
  /^(rate\([1-9]\d* (minute|hour|day)s?\)|cron\(\S+( \S+){5}\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\))$/;

/**
 * A schedule that invokes the function. The event is Scheduler's own, which names the schedule.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export class ScheduleTrigger extends Construct {
  constructor(target: TriggerTarget, id: string, key: string, expression: string, props: ScheduleProps) {
    super(target, id);
    requireName("schedule", key);
    if (!EXPRESSION.test(expression))
      throw new Error(
        `the schedule "${key}" has the expression "${expression}"; write rate(5 minutes), cron(0 6 * * ? *) or at(2027-01-01T00:00:00)`,
      );
    const { description, flexibleMinutes, timezone } = props;
    new CfnSchedule(this, "Resource", {
      name: physicalName("schedule", target.triggerName(key), 64),
      ...(description !== undefined && { description }),
      scheduleExpression: expression,
      scheduleExpressionTimezone: timezone ?? "UTC",
      state: "ENABLED",
      flexibleTimeWindow:
        flexibleMinutes === undefined
          ? { mode: "OFF" }
          : { mode: "FLEXIBLE", maximumWindowInMinutes: flexibleMinutes },
      target: {
        arn: target.liveArn,
        roleArn: schedulerRole(target).roleArn,
        // Only for what Scheduler cannot deliver; Lambda retries what the function fails.
        retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 10 },
        deadLetterConfig: { arn: target.deadLetters.arn },
      },
    });
  }
}

/**
 * The one role of the function's schedules: it may invoke the alias, and leave a dead letter. Only schedules of this account
 * may use it. https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
 */
function schedulerRole(target: TriggerTarget): Role {
  const id = "SchedulerRole";
  const made = target.node.tryFindChild(id);
  if (made) return made as Role;
  const group = Fn.sub(
    `arn:\${AWS::Partition}:scheduler:\${AWS::Region}:\${AWS::AccountId}:schedule-group/default`,
  );
  const statements = [
    new PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [target.liveArn] }),
    new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [target.deadLetters.arn] }),
  ];
  return new Role(target, id, {
    assumedBy: new ServicePrincipal("scheduler.amazonaws.com").withConditions({
      StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID },
      ArnEquals: { "aws:SourceArn": group },
    }),
    // In the role and not beside it: a schedule may fire as soon as its role is there.
    inlinePolicies: { Invoke: new PolicyDocument({ statements }) },
  });
}
