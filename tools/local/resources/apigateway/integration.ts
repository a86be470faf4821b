import type { z } from "zod";
import type { HttpApis } from "../../apigateway/api";
import { IntegrationInput } from "../../apigateway/model";
import { ifFound } from "../missing";
import type { ResourceProvider } from "../provider";
import { text } from "../schema";

const schema = IntegrationInput.extend({ ApiId: text });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-integration.html */
export function httpApiIntegration(apis: HttpApis): ResourceProvider<z.infer<typeof schema>> {
  return {
    type: "AWS::ApiGatewayV2::Integration",
    schema,
    attributes: ["IntegrationId"],
    replacedBy: ["ApiId"],
    // One that an interrupted creation has left does no harm: no route points at it, and it goes with its API.
    async create({ properties: { ApiId, ...integration } }) {
      const { IntegrationId } = apis.createIntegration(ApiId, integration);
      return { physicalId: IntegrationId, attributes: { IntegrationId } };
    },
    async update({ physicalId, properties: { ApiId, ...integration } }) {
      apis.updateIntegration(ApiId, physicalId, integration);
      return {};
    },
    async delete({ physicalId, properties: { ApiId } }) {
      await ifFound(() => apis.deleteIntegration(ApiId, physicalId));
    },
  };
}
