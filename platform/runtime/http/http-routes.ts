import type { Hono } from "hono";
import { METHOD_NAME_ALL } from "hono/router";

/** A route of an HTTP API; the method is `ALL` where it takes all. */
export interface HttpRoute {
  readonly method: string;
  readonly path: string;
}

/** The routes of an app, without its middleware. */
export function httpRoutes(app: Hono): readonly HttpRoute[] {
  const routes = new Map<string, HttpRoute>();
  for (const { method, path, handler } of app.routes) {
    // Middleware is registered for all methods and takes what comes after it as a second parameter.
    if (method === METHOD_NAME_ALL && handler.length > 1) continue;
    routes.set(`${method} ${path}`, { method, path });
  }
  return [...routes.values()];
}
