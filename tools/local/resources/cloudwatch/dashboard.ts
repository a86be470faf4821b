import { z } from "zod";
import type { CloudWatchApi } from "../../cloudwatch/api";
import { AwsError } from "../../protocol/error";
import { ifFound } from "../missing";
import type { ResourceProvider } from "../provider";
import { text } from "../schema";

const schema = z.strictObject({ DashboardBody: text, DashboardName: text.optional() });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-dashboard.html */
export function cloudWatchDashboard(cloudWatch: CloudWatchApi): ResourceProvider<z.infer<typeof schema>> {
  const put = (DashboardName: string, DashboardBody: string) =>
    cloudWatch.putDashboard({ DashboardName, DashboardBody });
  return {
    type: "AWS::CloudWatch::Dashboard",
    schema,
    attributes: [],
    replacedBy: ["DashboardName"],
    naming: { property: "DashboardName", maxLength: 255 },
    async create({ name, properties, resumed }) {
      // A dashboard has no tags to tell its owner by: what an interrupted creation may have left is taken over.
      if (!resumed && (await ifFound(() => cloudWatch.getDashboard({ DashboardName: name }))) !== undefined) {
        throw new AwsError("AlreadyExistsException", 400, `the dashboard ${name} already exists`);
      }
      await put(name, properties.DashboardBody);
      return { physicalId: name, attributes: {} };
    },
    async update({ physicalId, properties }) {
      await put(physicalId, properties.DashboardBody);
      return {};
    },
    async delete({ physicalId }) {
      await ifFound(() => cloudWatch.deleteDashboards({ DashboardNames: [physicalId] }));
    },
  };
}
