import type { PutRuleRequest, Target } from "@aws-sdk/client-eventbridge";
import { z } from "zod";
import type { EventBridgeApi } from "../../eventbridge/api";
import { AwsError } from "../../protocol/error";
import { defined } from "../defined";
import { ifFound } from "../missing";
import type { ResourceProvider } from "../provider";
import { choice, integer, json, text } from "../schema";
import { orUndo } from "../settle";

const target = z.strictObject({
  Arn: text,
  DeadLetterConfig: z.strictObject({ Arn: text.optional() }).optional(),
  Id: text,
  RetryPolicy: z
    .strictObject({
      MaximumEventAgeInSeconds: integer.optional(),
      MaximumRetryAttempts: integer.optional(),
    })
    .optional(),
  RoleArn: text.optional(),
});

const schema = z.strictObject({
  Description: text.optional(),
  EventBusName: text.optional(),
  EventPattern: json,
  Name: text.optional(),
  RoleArn: text.optional(),
  State: choice("ENABLED", "DISABLED").optional(),
  Targets: z.array(target).optional(),
});

type RuleProperties = z.infer<typeof schema>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html */
export function eventBridgeRule(events: EventBridgeApi): ResourceProvider<RuleProperties> {
  return {
    type: "AWS::Events::Rule",
    schema,
    attributes: ["Arn"],
    replacedBy: ["EventBusName", "Name"],
    naming: { property: "Name", maxLength: 64 },
    async create({ name, stackId, logicalId, properties, resumed }) {
      const owner = `${stackId} ${logicalId}`;
      const isTaken = (await ifFound(() => events.describeRule({ Name: name }))) !== undefined;
      // PutRule would take the rule over silently.
      if (isTaken && !(resumed && events.ownerOf(name) === owner)) {
        throw new AwsError("ResourceAlreadyExistsException", 400, `Rule ${name} already exists.`);
      }
      const { RuleArn = "" } = await events.putRule(ruleOf(name, properties), owner);
      await orUndo(
        () => applyTargets(events, name, properties),
        () => remove(events, name),
      );
      return { physicalId: name, attributes: { Arn: RuleArn } };
    },
    async update({ physicalId: name, properties }) {
      const { RuleArn = "" } = await events.putRule(ruleOf(name, properties));
      await applyTargets(events, name, properties);
      return { Arn: RuleArn };
    },
    async delete({ physicalId }) {
      await ifFound(() => remove(events, physicalId));
    },
  };
}

function ruleOf(Name: string, properties: RuleProperties): PutRuleRequest {
  const { Targets: _, EventPattern, ...rest } = properties;
  return defined({ ...rest, Name, EventPattern: JSON.stringify(EventPattern) });
}

async function applyTargets(
  events: EventBridgeApi,
  Rule: string,
  { Targets: wanted = [] }: RuleProperties,
): Promise<void> {
  const ids = wanted.map(({ Id }) => Id);
  const gone = (await targetIds(events, Rule)).filter((id) => !ids.includes(id));
  if (gone.length > 0) await events.removeTargets({ Rule, Ids: gone });
  if (wanted.length > 0) await events.putTargets({ Rule, Targets: wanted as Target[] });
}

async function remove(events: EventBridgeApi, Name: string): Promise<void> {
  const Ids = await targetIds(events, Name);
  if (Ids.length > 0) await events.removeTargets({ Rule: Name, Ids });
  await events.deleteRule({ Name });
}

async function targetIds(events: EventBridgeApi, Rule: string): Promise<string[]> {
  const { Targets = [] } = await events.listTargetsByRule({ Rule });
  return Targets.map(({ Id = "" }) => Id);
}
