import { z } from "zod";
import type { EventSourceMappings } from "../../event-source-mappings/api";
import { defined } from "../defined";
import { ifFound } from "../missing";
import type { CreateRequest, ResourceProvider } from "../provider";
import { flag, integer, tagList, text } from "../schema";
import { isOwn } from "../tag-changes";

const schema = z.strictObject({
  BatchSize: integer.optional(),
  Enabled: flag.optional(),
  EventSourceArn: text,
  FunctionName: text,
  FunctionResponseTypes: z.array(z.literal("ReportBatchItemFailures")).optional(),
  MaximumBatchingWindowInSeconds: integer.optional(),
  ScalingConfig: z.strictObject({ MaximumConcurrency: integer.optional() }).optional(),
  Tags: tagList.optional(),
});

type MappingProperties = z.infer<typeof schema>;

/**
 * From an SQS queue; streams are refused by name.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html
 */
export function lambdaEventSourceMapping(mappings: EventSourceMappings): ResourceProvider<MappingProperties> {
  return {
    type: "AWS::Lambda::EventSourceMapping",
    schema,
    attributes: ["EventSourceMappingArn", "Id"],
    replacedBy: ["EventSourceArn"],
    tags: "list",
    async create(request) {
      if (request.resumed) await removeOwn(mappings, request);
      const { properties, tags } = request;
      const { EventSourceArn } = properties;
      const made = await mappings.createEventSourceMapping({
        ...settingsOf(properties),
        EventSourceArn,
        Tags: { ...tags },
      });
      const { UUID = "", EventSourceMappingArn = "" } = made;
      return { physicalId: UUID, attributes: { EventSourceMappingArn, Id: UUID } };
    },
    async update({ physicalId: UUID, properties, tags }) {
      await mappings.updateEventSourceMapping({ ...settingsOf(properties), UUID });
      mappings.setTags(UUID, tags);
      return {};
    },
    async delete({ physicalId: UUID }) {
      await ifFound(() => mappings.deleteEventSourceMapping({ UUID }));
    },
  };
}

/** What a template leaves out has its default, also in an update. */
function settingsOf(properties: MappingProperties) {
  const { EventSourceArn: _, Tags: __, ScalingConfig = {}, ...rest } = properties;
  return {
    BatchSize: 10,
    Enabled: true,
    FunctionResponseTypes: [],
    MaximumBatchingWindowInSeconds: 0,
    ...defined(rest),
    ScalingConfig: defined(ScalingConfig),
  };
}

async function removeOwn(
  mappings: EventSourceMappings,
  request: CreateRequest<MappingProperties>,
): Promise<void> {
  const { EventSourceArn, FunctionName } = request.properties;
  const { EventSourceMappings: found = [] } = await mappings.listEventSourceMappings({
    EventSourceArn,
    FunctionName,
  });
  for (const { UUID = "" } of found) {
    if (isOwn(mappings.tags(UUID), request)) await mappings.deleteEventSourceMapping({ UUID });
  }
}
