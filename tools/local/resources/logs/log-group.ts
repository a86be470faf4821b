import { z } from "zod";
import type { LogsApi } from "../../logs/api";
import { ifFound } from "../missing";
import type { ResourceProvider } from "../provider";
import { integer, tagList, text } from "../schema";
import { orUndo } from "../settle";
import { isOwn, tagChanges } from "../tag-changes";

const schema = z.strictObject({
  LogGroupClass: z.literal("STANDARD").optional(),
  LogGroupName: text.optional(),
  RetentionInDays: integer.optional(),
  Tags: tagList.optional(),
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html */
export function logGroup(logs: LogsApi): ResourceProvider<z.infer<typeof schema>> {
  return {
    type: "AWS::Logs::LogGroup",
    schema,
    attributes: ["Arn"],
    replacedBy: ["LogGroupName"],
    naming: { property: "LogGroupName", maxLength: 512 },
    tags: "list",
    async create(request) {
      const { name: logGroupName, accountId, region, properties, tags } = request;
      const resourceArn = arnOf(logGroupName, accountId, region);
      if (request.resumed) {
        const found = await ifFound(() => logs.listTagsForResource({ resourceArn }));
        if (isOwn(found?.tags, request)) await logs.deleteLogGroup({ logGroupName });
      }
      await logs.createLogGroup({ logGroupName, tags: { ...tags } });
      await orUndo(
        () => applyRetention(logs, logGroupName, properties.RetentionInDays),
        () => logs.deleteLogGroup({ logGroupName }),
      );
      return { physicalId: logGroupName, attributes: { Arn: `${resourceArn}:*` } };
    },
    async update({ physicalId, accountId, region, properties, tags, previousTags }) {
      await applyRetention(logs, physicalId, properties.RetentionInDays);
      const resourceArn = arnOf(physicalId, accountId, region);
      const { set, removed } = tagChanges(previousTags, tags);
      if (removed.length > 0) await logs.untagResource({ resourceArn, tagKeys: [...removed] });
      if (Object.keys(set).length > 0) await logs.tagResource({ resourceArn, tags: { ...set } });
      return {};
    },
    async delete({ physicalId }) {
      await ifFound(() => logs.deleteLogGroup({ logGroupName: physicalId }));
    },
  };
}

async function applyRetention(logs: LogsApi, logGroupName: string, days: number | undefined): Promise<void> {
  if (days === undefined) await logs.deleteRetentionPolicy({ logGroupName });
  else await logs.putRetentionPolicy({ logGroupName, retentionInDays: days });
}

function arnOf(name: string, accountId: string, region: string): string {
  return `arn:aws:logs:${region}:${accountId}:log-group:${name}`;
}
