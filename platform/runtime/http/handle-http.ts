import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { Hono } from "hono";
import { handle } from "hono/aws-lambda";
import { logger } from "../../observability/logger";
import { current } from "../current";
import type { Service } from "../service-spec";
import type { RoutesModule } from "../triggers";
import { httpApp } from "./http-app";

type Handle = ReturnType<typeof handle>;

// By service, made at its first request.
const handlers = new WeakMap<object, Promise<Handle>>();

/** Answers an HTTP request with a result of API Gateway's payload format 2.0. */
export async function handleHttp<Variables>(
  service: Service<Variables>,
  load: () => Promise<RoutesModule<Variables>>,
  event: APIGatewayProxyEventV2,
): Promise<unknown> {
  const handler = handlers.get(service) ?? appOf(service, load);
  handlers.set(service, handler);
  const respond = await handler.catch((error) => {
    // The next request tries again: what was missing may be there then.
    handlers.delete(service);
    return handle(failing(error));
  });
  // hono has types of its own for what `@types/aws-lambda` describes.
  const [request, lambda] = [event, current().lambda] as unknown as Parameters<Handle>;
  const answer = await respond(request, lambda);
  // Without the query, which is for others to log, if it may be logged at all.
  const { method } = event.requestContext.http;
  logger.info("request answered", { method, path: event.rawPath, status: answer.statusCode });
  return answer;
}

async function appOf<Variables>(
  service: Service<Variables>,
  load: () => Promise<RoutesModule<Variables>>,
): Promise<Handle> {
  const { routes } = await load();
  return handle(httpApp(await routes(service.context())));
}

/** Answers every request as one that failed with an error. */
function failing(error: Error): Hono {
  const app = new Hono();
  app.all("*", () => {
    throw error;
  });
  return httpApp(app);
}
