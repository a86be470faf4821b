import { z } from "zod";
import type { ResourceProvider } from "../provider";
import { text } from "../schema";

const waitConditionHandle = z.strictObject({});
const cdkMetadata = z.strictObject({ Analytics: text.optional() });

/**
 * A type that does nothing: it only has a physical id.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-waitconditionhandle.html
 */
export function waitConditionHandleResource(): ResourceProvider<z.infer<typeof waitConditionHandle>> {
  return inert("AWS::CloudFormation::WaitConditionHandle", waitConditionHandle);
}

/** What CDK adds to a template to count its use; here as in AWS it does nothing. */
export function cdkMetadataResource(): ResourceProvider<z.infer<typeof cdkMetadata>> {
  return inert("AWS::CDK::Metadata", cdkMetadata);
}

function inert<Properties>(type: string, schema: z.ZodType<Properties>): ResourceProvider<Properties> {
  return {
    type,
    schema,
    attributes: [],
    replacedBy: [],
    async create({ stackId, logicalId }) {
      return { physicalId: `${stackId}/${logicalId}`, attributes: {} };
    },
    async update() {
      return {};
    },
    async delete() {},
  };
}
