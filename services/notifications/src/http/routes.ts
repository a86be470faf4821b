import { Hono } from "hono";
import { parse } from "../../../../platform/runtime/http/parse";
import { notFound } from "../../../../platform/runtime/http/problem";
import type { NotificationsContext } from "../context";
import { connect } from "../dynamodb/connect";
import { digestText } from "../templates/digest-text";
import { encodeCursor } from "./cursor";
import { day, listQuery } from "./schema";

/** The HTTP API. */
export function routes(service: NotificationsContext): Hono {
  const inbox = connect(service);
  const app = new Hono();

  app.get("/notifications", async (context) => {
    const { cursor, ...query } = parse(listQuery, context.req.query(), "the query");
    const { messages, next } = await inbox.list({ ...query, after: cursor });
    return context.json({ notifications: messages, ...(next && { nextCursor: encodeCursor(next) }) });
  });

  app.get("/notifications/digests/:day", async (context) => {
    const wanted = parse(day, context.req.param("day"), "the day");
    const digest = await inbox.findDigest(wanted);
    if (!digest) throw notFound(`a digest of ${wanted}`);
    return context.json({ ...digest, text: digestText(digest) });
  });

  return app;
}
