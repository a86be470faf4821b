import { z } from "zod";
import type { SchedulerApi } from "../../scheduler/api";
import type { SchedulerInput } from "../../scheduler/requests";
import { defined } from "../defined";
import { ifFound } from "../missing";
import type { ResourceProvider } from "../provider";
import { choice, integer, text } from "../schema";

const target = z.strictObject({
  Arn: text,
  DeadLetterConfig: z.strictObject({ Arn: text.optional() }).optional(),
  RetryPolicy: z
    .strictObject({
      MaximumEventAgeInSeconds: integer.optional(),
      MaximumRetryAttempts: integer.optional(),
    })
    .optional(),
  RoleArn: text,
});

const schema = z.strictObject({
  Description: text.optional(),
  FlexibleTimeWindow: z.strictObject({
    MaximumWindowInMinutes: integer.optional(),
    Mode: choice("OFF", "FLEXIBLE"),
  }),
  GroupName: text.optional(),
  Name: text.optional(),
  ScheduleExpression: text,
  ScheduleExpressionTimezone: text.optional(),
  State: choice("ENABLED", "DISABLED").optional(),
  Target: target,
});

type ScheduleProperties = z.infer<typeof schema>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-scheduler-schedule.html */
export function schedulerSchedule(scheduler: SchedulerApi): ResourceProvider<ScheduleProperties> {
  return {
    type: "AWS::Scheduler::Schedule",
    schema,
    attributes: ["Arn"],
    replacedBy: ["Name"],
    naming: { property: "Name", maxLength: 64 },
    async create({ name, stackId, logicalId, properties, resumed }) {
      const owner = `${stackId} ${logicalId}`;
      if (resumed && scheduler.ownerOf(name) === owner) await scheduler.deleteSchedule({ Name: name });
      const { ScheduleArn } = await scheduler.createSchedule(scheduleOf(name, properties), owner);
      return { physicalId: name, attributes: { Arn: ScheduleArn } };
    },
    async update({ physicalId: name, properties }) {
      const { ScheduleArn } = await scheduler.updateSchedule(scheduleOf(name, properties));
      return { Arn: ScheduleArn };
    },
    async delete({ physicalId }) {
      await ifFound(() => scheduler.deleteSchedule({ Name: physicalId }));
    },
  };
}

function scheduleOf(Name: string, properties: ScheduleProperties): SchedulerInput<"CreateSchedule"> {
  return defined({ ...properties, Name });
}
