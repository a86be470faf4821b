import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { Hono } from "hono";
import { logger } from "../../observability/logger";
import { current } from "../current";
import type { Service } from "../service-spec";
import type { RoutesModule } from "../triggers";
import { httpApp } from "./http-app";
import { requestOf } from "./request";
import { resultOf } from "./result";

// By service, made at its first request.
const apps = new WeakMap<object, Promise<Hono>>();

/** Answers an HTTP request with a result of API Gateway's payload format 2.0. */
export async function handleHttp<Variables>(
  service: Service<Variables>,
  load: () => Promise<RoutesModule<Variables>>,
  event: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> {
  const loading = apps.get(service) ?? appOf(service, load);
  apps.set(service, loading);
  const app = await loading.catch((error) => {
    // The next request tries again: what was missing may be there then.
    apps.delete(service);
    return failing(error);
  });
  const { requestContext } = event;
  // What hono's own adapter has there, for its helpers.
  const bindings = { event, requestContext, lambdaContext: current().lambda };
  const result = await resultOf(await respond(app, event, bindings));
  // Without the query, which is for others to log, if it may be logged at all.
  const { method } = requestContext.http;
  logger.info("request answered", { method, path: event.rawPath, status: result.statusCode });
  return result;
}

async function respond(app: Hono, event: APIGatewayProxyEventV2, bindings: object): Promise<Response> {
  let request: Request;
  try {
    request = requestOf(event);
  } catch (error) {
    return await failing(error).fetch(new Request("https://localhost/"), bindings);
  }
  return await app.fetch(request, bindings);
}

async function appOf<Variables>(
  service: Service<Variables>,
  load: () => Promise<RoutesModule<Variables>>,
): Promise<Hono> {
  const { routes } = await load();
  return httpApp(await routes(service.context()));
}

/** Answers every request as one that failed with an error. */
function failing(error: unknown): Hono {
  const app = new Hono();
  app.all("*", () => {
    throw error;
  });
  return httpApp(app);
}
