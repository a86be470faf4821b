import type { z } from "zod";
import type { HttpApis } from "../../apigateway/api";
import { StageInput } from "../../apigateway/model";
import { ifFound } from "../missing";
import type { ResourceProvider } from "../provider";
import { text } from "../schema";

const schema = StageInput.extend({ ApiId: text });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-stage.html */
export function httpApiStage(apis: HttpApis): ResourceProvider<z.infer<typeof schema>> {
  return {
    type: "AWS::ApiGatewayV2::Stage",
    schema,
    attributes: [],
    replacedBy: ["ApiId", "StageName"],
    tags: "map",
    async create({ resumed, tags, properties: { ApiId, ...properties } }) {
      const stage = { ...properties, Tags: tags };
      const left = resumed ? await ifFound(() => apis.getStage(ApiId, stage.StageName)) : undefined;
      const { StageName } =
        left === undefined ? apis.createStage(ApiId, stage) : apis.updateStage(ApiId, stage.StageName, stage);
      return { physicalId: StageName, attributes: {} };
    },
    async update({ physicalId, tags, properties: { ApiId, ...stage } }) {
      apis.updateStage(ApiId, physicalId, { ...stage, Tags: tags });
      return {};
    },
    async delete({ physicalId, properties: { ApiId } }) {
      await ifFound(() => apis.deleteStage(ApiId, physicalId));
    },
  };
}
