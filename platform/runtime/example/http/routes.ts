import { Hono } from "hono";
import * as z from "zod";
import { failureResponse } from "../../http/failure";
import { jsonBody } from "../../http/json-body";
import { parse } from "../../http/parse";
import { notFound, Problem } from "../../http/problem";
import type { ServiceContext } from "../../service-context";
import { see } from "../seen";
import type { Variables } from "../variables";

/** An error of the domain. */
export class NoteLockedError extends Error {}

const newNote = z.strictObject({ text: z.string().min(1), "a/b": z.string().optional() });

export function routes(context: ServiceContext<Variables>): Hono {
  const app = new Hono();
  app.onError(
    failureResponse((error) =>
      error instanceof NoteLockedError
        ? new Problem(409, "note-locked", "The note is locked", error.message)
        : undefined,
    ),
  );
  app.get("/notes/:text", async ({ req, json }) => {
    const text = req.param("text");
    await see("get-note", text, context, text);
    if (text === "none") throw notFound(`note ${text}`);
    return json({ text });
  });
  app.post("/notes", async (request) => {
    const body = parse(newNote, await jsonBody(request, { maxBytes: 1000 }), "the body");
    return request.json({ ...body, correlationId: context.correlationId }, 201);
  });
  return app;
}
