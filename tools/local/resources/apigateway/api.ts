import type { HttpApis } from "../../apigateway/api";
import { ApiInput } from "../../apigateway/model";
import { ifFound } from "../missing";
import type { ResourceProvider } from "../provider";
import { isOwn } from "../tag-changes";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html */
export function httpApi(apis: HttpApis): ResourceProvider<ApiInput> {
  return {
    type: "AWS::ApiGatewayV2::Api",
    schema: ApiInput,
    attributes: ["ApiEndpoint", "ApiId"],
    replacedBy: ["ProtocolType"],
    tags: "map",
    async create(request) {
      if (request.resumed) {
        const left = apis.getApis().filter(({ Tags }) => isOwn(Tags, request));
        for (const { ApiId } of left) await apis.deleteApi(ApiId);
      }
      const { ApiId, ApiEndpoint } = await apis.createApi({ ...request.properties, Tags: request.tags });
      return { physicalId: ApiId, attributes: { ApiId, ApiEndpoint } };
    },
    async update({ physicalId, properties, tags }) {
      const { ApiEndpoint } = apis.updateApi(physicalId, { ...properties, Tags: tags });
      return { ApiEndpoint };
    },
    async delete({ physicalId }) {
      await ifFound(() => apis.deleteApi(physicalId));
    },
  };
}
