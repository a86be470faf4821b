import { z } from "zod";
import type { Status } from "../../aws/xray/trace-summary";
import { isDeep } from "../../json/nesting";

/** A step of a request: a segment of X-Ray, or a subsegment. */
export interface Span {
  readonly id: string;
  readonly traceId: string;
  readonly name: string;
  /** What it is: `Lambda`, `function`, or for a call what was asked: `PutItem local-orders`. */
  readonly detail: string;
  /** Milliseconds since the epoch, with fractions. */
  readonly start: number;
  /** Milliseconds; until now for one that goes on. */
  readonly durationMs: number;
  readonly inProgress: boolean;
  readonly status: Status;
  /** What went wrong, where it says so. */
  readonly cause: string | undefined;
  /** Where the trace is linked to others, as that of a batch to those of its messages: what it follows. */
  readonly follows: readonly { readonly traceId: string; readonly id: string | undefined }[];
  readonly children: readonly Span[];
}

const exceptions = z.object({
  exceptions: z.array(z.object({ type: z.string().optional(), message: z.string().optional() })).optional(),
});

const part = z.object({
  id: z.string(),
  name: z.string(),
  start_time: z.number(),
  end_time: z.number().optional(),
  error: z.boolean().optional(),
  fault: z.boolean().optional(),
  throttle: z.boolean().optional(),
  // A text where the cause is that of another segment.
  cause: z.union([exceptions, z.string()]).optional(),
  origin: z.string().optional(),
  aws: z
    .looseObject({
      operation: z.string().optional(),
      table_name: z.string().optional(),
      queue_url: z.string().optional(),
    })
    .optional(),
  http: z
    .looseObject({
      request: z.looseObject({ method: z.string().optional(), url: z.string().optional() }).optional(),
    })
    .optional(),
  links: z.array(z.object({ trace_id: z.string(), id: z.string().optional() })).optional(),
});

type Part = z.infer<typeof part> & { readonly subsegments?: readonly Part[] | undefined };

const anyPart: z.ZodType<Part> = z.lazy(() => part.extend({ subsegments: z.array(anyPart).optional() }));

const segment = part.extend({
  trace_id: z.string(),
  parent_id: z.string().optional(),
  subsegments: z.array(anyPart).optional(),
});

/** A span whose children are still being put into it. */
interface Growing extends Omit<Span, "children"> {
  readonly children: Growing[];
}

/**
 * The steps of one request as a tree: segments below the step that called them, also across traces that are linked. What has no known parent stands
 * at the top.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 * @param documents JSON texts; what is no segment document is left out
 * @param now milliseconds since the epoch, for steps that go on
 */
export function spanTree(documents: readonly string[], now: number): Span[] {
  const segments = documents.flatMap((text) => segment.safeParse(document(text)).data ?? []);
  const known = new Map<string, Growing>();
  const placed = segments.map((one) => ({ one, span: grow(one, one.trace_id, known, now) }));
  const roots: Growing[] = [];
  for (const { one, span } of placed) {
    const followed = span.follows.map(({ id }) => id).find((id) => known.has(id ?? ""));
    const parent = known.get(one.parent_id ?? "") ?? known.get(followed ?? "");
    // A document that names itself, or what is below it, would never be drawn.
    if (parent === undefined || contains(span, parent)) roots.push(span);
    else parent.children.push(span);
  }
  sort(roots);
  return roots;
}

function document(text: string): unknown {
  if (isDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Every span of a tree with its depth, each before what is below it. */
export function* flatten(spans: readonly Span[], depth = 0): Generator<{ span: Span; depth: number }> {
  for (const span of spans) {
    yield { span, depth };
    yield* flatten(span.children, depth + 1);
  }
}

function grow(one: Part, traceId: string, known: Map<string, Growing>, now: number): Growing {
  const start = one.start_time * 1000;
  const span: Growing = {
    id: one.id,
    traceId,
    name: one.name,
    detail: detail(one),
    start,
    durationMs: Math.max(0, (one.end_time === undefined ? now : one.end_time * 1000) - start),
    inProgress: one.end_time === undefined,
    status: one.fault ? "fault" : one.throttle ? "throttle" : one.error ? "error" : "ok",
    cause: causeOf(one),
    follows: (one.links ?? []).map(({ trace_id, id }) => ({ traceId: trace_id, id })),
    children: (one.subsegments ?? []).map((child) => grow(child, traceId, known, now)),
  };
  known.set(span.id, span);
  return span;
}

function detail({ origin, aws, http }: Part): string {
  if (origin === "AWS::Lambda") return "Lambda";
  if (origin === "AWS::Lambda::Function") return "function";
  if (aws?.operation !== undefined) {
    const queue = aws.queue_url?.slice(aws.queue_url.lastIndexOf("/") + 1);
    return [aws.operation, aws.table_name ?? queue].filter((one) => one !== undefined).join(" ");
  }
  const { method, url } = http?.request ?? {};
  return [method, url].filter((one) => one !== undefined).join(" ") || (origin ?? "");
}

function causeOf({ cause }: Part): string | undefined {
  if (cause === undefined || typeof cause === "string") return undefined;
  const [first] = cause.exceptions ?? [];
  return first && [first.type, first.message].filter(Boolean).join(": ");
}

function contains(span: Growing, other: Growing): boolean {
  return span === other || span.children.some((child) => contains(child, other));
}

function sort(spans: Growing[]): void {
  spans.sort((a, b) => a.start - b.start);
  for (const { children } of spans) sort(children);
}
