import type { AwsSession } from "../../aws/session";
import { flatten, type Span, spanTree } from "./span";

/** Traces that are read at most: one request has few. */
const MOST_TRACES = 25;

/** The spans of these traces, and of those that they are linked to. */
export async function readLinkedTraces(session: AwsSession, ids: readonly string[]): Promise<Span[]> {
  const first = ids.slice(0, MOST_TRACES);
  const asked = new Set(first);
  let documents = await session.traces.documents(first);
  for (;;) {
    const spans = spanTree(documents, Date.now());
    const linked = [...flatten(spans)].flatMap(({ span }) => span.follows.map(({ traceId }) => traceId));
    const room = Math.max(0, MOST_TRACES - asked.size);
    const unknown = [...new Set(linked)].filter((id) => !asked.has(id)).slice(0, room);
    if (unknown.length === 0) return spans;
    for (const id of unknown) asked.add(id);
    documents = [...documents, ...(await session.traces.documents(unknown))];
  }
}

/** The ids of the traces that spans are of, each once. */
export function traceIdsOf(spans: readonly Span[]): string[] {
  return [...new Set([...flatten(spans)].map(({ span }) => span.traceId))];
}
