import type { z } from "zod";
import type { HttpApis } from "../../apigateway/api";
import { RouteInput } from "../../apigateway/model";
import { ifFound } from "../missing";
import type { ResourceProvider } from "../provider";
import { text } from "../schema";

const schema = RouteInput.extend({ ApiId: text });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-route.html */
export function httpApiRoute(apis: HttpApis): ResourceProvider<z.infer<typeof schema>> {
  return {
    type: "AWS::ApiGatewayV2::Route",
    schema,
    attributes: ["RouteId"],
    replacedBy: ["ApiId"],
    async create({ resumed, properties: { ApiId, ...route } }) {
      const left = resumed
        ? apis.getRoutes(ApiId).find(({ RouteKey }) => RouteKey === route.RouteKey)
        : undefined;
      const { RouteId } =
        left === undefined ? apis.createRoute(ApiId, route) : apis.updateRoute(ApiId, left.RouteId, route);
      return { physicalId: RouteId, attributes: { RouteId } };
    },
    async update({ physicalId, properties: { ApiId, ...route } }) {
      apis.updateRoute(ApiId, physicalId, route);
      return {};
    },
    async delete({ physicalId, properties: { ApiId } }) {
      await ifFound(() => apis.deleteRoute(ApiId, physicalId));
    },
  };
}
