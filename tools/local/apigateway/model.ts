import { z } from "zod";

/**
 * What an HTTP API is made of, in the shapes of API Gateway's v2 API. Properties that the local account does not support are not in
 * them, and are refused.
 * https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/
 */
export const CorsConfiguration = z.strictObject({
  AllowCredentials: z.boolean().optional(),
  AllowHeaders: z.array(z.string()).optional(),
  AllowMethods: z.array(z.string()).optional(),
  AllowOrigins: z.array(z.string()).optional(),
  ExposeHeaders: z.array(z.string()).optional(),
  MaxAge: z.coerce.number().int().min(-1).max(86400).optional(),
});

const Tags = z.record(z.string(), z.string());

export const ApiInput = z.strictObject({
  Name: z.string().min(1).max(128),
  ProtocolType: z.literal("HTTP"),
  Description: z.string().max(1024).optional(),
  Version: z.string().max(64).optional(),
  CorsConfiguration: CorsConfiguration.optional(),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: API Gateway's own expression
  RouteSelectionExpression: z.literal("${request.method} ${request.path}").optional(),
  DisableExecuteApiEndpoint: z.literal(false).optional(),
  Tags: Tags.optional(),
});

export const IntegrationInput = z.strictObject({
  IntegrationType: z.literal("AWS_PROXY"),
  IntegrationUri: z.string().min(1),
  IntegrationMethod: z.string().optional(),
  PayloadFormatVersion: z.literal("2.0"),
  /** 50 to 30,000; a function that takes longer is answered with 503, and ends on its own. */
  TimeoutInMillis: z.coerce.number().int().min(50).max(30_000).optional(),
  ConnectionType: z.literal("INTERNET").optional(),
  Description: z.string().max(1024).optional(),
});

const ROUTE_KEY =
  /^(\$default|(ANY|GET|PUT|POST|HEAD|PATCH|DELETE|OPTIONS) (\/|(\/[^/{}\s]+|\/\{[\w.:-]+\+?\})+\/?))$/;

export const RouteInput = z.strictObject({
  RouteKey: z
    .string()
    .regex(
      ROUTE_KEY,
      'must be "$default" or "METHOD /path", with {name} for a segment and {name+} for the rest',
    )
    .refine((key) => !/\+\}./.test(key), "{name+} must be the last segment"),
  Target: z.string().regex(/^integrations\/.+/, 'must be "integrations/<id>"'),
  AuthorizationType: z.literal("NONE").optional(),
  ApiKeyRequired: z.literal(false).optional(),
  OperationName: z.string().max(64).optional(),
});

const AccessLogSettings = z.strictObject({
  DestinationArn: z
    .string()
    .regex(/^arn:[^:]+:logs:[^:]*:\d{12}:log-group:[^:*]+$/, "must be the ARN of a log group"),
  Format: z
    .string()
    .max(3072)
    .refine(
      (format) => !format.includes("\n") && format.includes("$context.requestId"),
      "must be one line with $context.requestId",
    ),
});

/** Limits of each route; a limit of 0 would admit no request at all. */
const DefaultRouteSettings = z.strictObject({
  ThrottlingBurstLimit: z.coerce.number().int().min(0).optional(),
  ThrottlingRateLimit: z.coerce.number().min(0).optional(),
});

export const StageInput = z.strictObject({
  StageName: z
    .string()
    .regex(/^(\$default|[\w-]{1,128})$/, 'must be "$default" or up to 128 of A-Z a-z 0-9 _ -'),
  /** Must be true: there are no deployments to choose from. */
  AutoDeploy: z.literal(true),
  AccessLogSettings: AccessLogSettings.optional(),
  DefaultRouteSettings: DefaultRouteSettings.optional(),
  Description: z.string().max(1024).optional(),
  Tags: Tags.optional(),
});

export type CorsConfiguration = z.infer<typeof CorsConfiguration>;
export type ApiInput = z.infer<typeof ApiInput>;
export type IntegrationInput = z.infer<typeof IntegrationInput>;
export type RouteInput = z.infer<typeof RouteInput>;
export type StageInput = z.infer<typeof StageInput>;

export type Api = ApiInput & {
  readonly ApiId: string;
  readonly ApiEndpoint: string;
  readonly CreatedDate: string;
};
export type Integration = IntegrationInput & { readonly IntegrationId: string };
export type Route = RouteInput & { readonly RouteId: string };
export type Stage = StageInput & { readonly CreatedDate: string };

/** All of one API, as it is kept and served. */
export interface ApiRecord {
  api: Api;
  /** Port of its listener; the API's origin for as long as nothing else takes the port. */
  port: number;
  integrations: Record<string, Integration>;
  routes: Record<string, Route>;
  stages: Record<string, Stage>;
}
