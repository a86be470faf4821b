import { type Duration, Fn } from "aws-cdk-lib";
import { CfnApi, CfnIntegration, CfnRoute, CfnStage } from "aws-cdk-lib/aws-apigatewayv2";
import { Construct } from "constructs";
import { monitorHttp } from "../monitoring/http";
import { keepAccessLog } from "./access-log";
import { allowInvoke } from "./permission";
import type { TriggerTarget } from "./target";

/** Settings of an HTTP API. */
export interface HttpProps {
  /** Route keys, such as `ANY /orders` and `ANY /orders/{proxy+}`. One function serves them all, so few are enough. */
  readonly routes: readonly string[];
  /** Which web pages of other origins may call it. @default none */
  readonly cors?: CorsProps;
  /** Requests a second, on the average and in a burst, over which API Gateway answers 429. @default the account's limits */
  readonly throttling?: { readonly rate: number; readonly burst: number };
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html */
export interface CorsProps {
  /** Such as `https://shop.example`. */
  readonly origins: readonly string[];
  /** @default GET, HEAD, POST, PUT, PATCH, DELETE */
  readonly methods?: readonly string[];
  /** Headers that a page may send. @default content-type, x-correlation-id */
  readonly headers?: readonly string[];
  /** Whether cookies and authorization are sent along. @default false */
  readonly credentials?: boolean;
  /** How long a browser may keep the answer to its question. @default one hour */
  readonly maxAge?: Duration;
}

const ROUTE_KEY = /^(?:\$default|(?:ANY|GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (\/\S*))$/;

/** An HTTP API before the function. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html */
export class HttpTrigger extends Construct {
  /** Where the API answers, with the path of its first route as far as it is fixed: `https://….amazonaws.com/orders`. */
  readonly url: string;

  /** @param apiName as text of `Fn::Sub` */
  constructor(target: TriggerTarget, id: string, apiName: string, props: HttpProps) {
    super(target, id);
    const { cors, routes, throttling } = props;
    const paths = routes.map(pathOf);
    const api = new CfnApi(this, "Resource", {
      name: Fn.sub(apiName),
      protocolType: "HTTP",
      ...(cors && { corsConfiguration: corsConfiguration(cors) }),
    });
    const integration = new CfnIntegration(this, "Integration", {
      apiId: api.ref,
      integrationType: "AWS_PROXY",
      integrationUri: target.liveArn,
      payloadFormatVersion: "2.0",
    });
    for (const routeKey of new Set(routes)) {
      new CfnRoute(this, routeId(routeKey), {
        apiId: api.ref,
        routeKey,
        target: Fn.join("/", ["integrations", integration.ref]),
      });
    }
    const stage = new CfnStage(this, "Stage", {
      apiId: api.ref,
      stageName: "$default",
      autoDeploy: true,
      ...(throttling && {
        defaultRouteSettings: {
          throttlingRateLimit: throttling.rate,
          throttlingBurstLimit: throttling.burst,
        },
      }),
    });
    keepAccessLog(this, target.serviceStack, stage, apiName);
    // Of any stage and route of this API, which has none that lead elsewhere.
    const anyRoute = Fn.sub(
      `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${Api}/*/*`,
      { Api: api.ref },
    );
    allowInvoke(this, "apigateway.amazonaws.com", target.liveArn, anyRoute);
    monitorHttp(this, target.serviceStack, apiName, api.ref);
    this.url = Fn.join("", [api.attrApiEndpoint, paths[0] ?? ""]);
  }
}

/** The part of a route's path that is the same for each request: `/orders` of `ANY /orders/{proxy+}`. */
function pathOf(routeKey: string): string {
  const match = ROUTE_KEY.exec(routeKey);
  if (!match)
    throw new Error(`the route "${routeKey}" must be a method and a path, such as "ANY /orders/{proxy+}"`);
  return (match[1] ?? "").replace(/\/?(\{.*)?$/, "");
}

/** `ANY /orders/{proxy+}` as a logical id: `AnyOrdersProxy`. */
function routeId(routeKey: string): string {
  const words = routeKey.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return `Route${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("")}`;
}

function corsConfiguration(cors: CorsProps): CfnApi.CorsProperty {
  return {
    allowOrigins: [...cors.origins],
    allowMethods: [...(cors.methods ?? ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])],
    allowHeaders: [...(cors.headers ?? ["content-type", "x-correlation-id"])],
    exposeHeaders: ["x-correlation-id"],
    ...(cors.credentials !== undefined && { allowCredentials: cors.credentials }),
    maxAge: cors.maxAge?.toSeconds() ?? 3600,
  };
}
