import type * as Sdk from "@aws-sdk/client-xray";
import { z } from "zod";
import { ACCOUNT_ID } from "../protocol/account-id";
import { emptyRecord } from "../protocol/property";
import type { SegmentDocument } from "./segment";
import type { StoredTrace } from "./segment-store";

/** What GetTraceSummaries tells of a trace. */
export function summarize({ id, documents }: StoredTrace): Sdk.TraceSummary & { readonly Id: string } {
  const segments = documents.filter(({ type }) => type === undefined);
  const [root = documents[0]] = [...segments].sort(
    (a, b) =>
      Number(a.parent_id !== undefined) - Number(b.parent_id !== undefined) || a.start_time - b.start_time,
  );
  const services = [
    ...new Map(segments.map((one) => [`${one.name} ${one.origin}`, serviceId(one)])).values(),
  ];
  const arns = [...new Set(segments.flatMap(({ resource_arn }) => resource_arn ?? []))];
  return {
    Id: id,
    StartTime: new Date(1000 * Math.min(...documents.map(({ start_time }) => start_time))),
    Duration: duration(documents),
    ResponseTime: root?.end_time === undefined ? 0 : root.end_time - root.start_time,
    HasFault: segments.some(({ fault }) => fault === true),
    HasError: segments.some(({ error }) => error === true),
    FaultRootCauses: segments.flatMap(rootCause),
    HasThrottle: segments.some(({ throttle }) => throttle === true),
    IsPartial: documents.some(({ end_time }) => end_time === undefined),
    Http: {},
    Annotations: annotations(segments),
    Users: [],
    ServiceIds: services,
    ResourceARNs: arns.map((ARN) => ({ ARN })),
    ...(root && { EntryPoint: serviceId(root) }),
    Revision: documents.length,
  };
}

/** Of a segment at which a failure began: the one that says what was thrown, itself and not in another one's words. */
function rootCause({ fault, cause, ...segment }: SegmentDocument): Sdk.FaultRootCause[] {
  const thrown = exceptions.safeParse(cause).data?.exceptions ?? [];
  if (fault !== true || thrown.length === 0) return [];
  const Exceptions = thrown.map(({ type: Name, message: Message }) => ({ Name, Message }));
  const EntityPath = [{ Name: segment.name, Exceptions, Remote: false }];
  return [{ Services: [{ ...serviceId(segment), EntityPath, Inferred: false }], ClientImpacting: false }];
}

const exceptions = z.object({
  exceptions: z.array(z.object({ type: z.string().optional(), message: z.string().optional() })),
});

/** Seconds from the first beginning to the last end. */
export function duration(documents: readonly SegmentDocument[]): number {
  const start = Math.min(...documents.map(({ start_time }) => start_time));
  return Math.max(...documents.map(({ start_time, end_time = start_time }) => end_time)) - start;
}

function serviceId({ name, origin }: SegmentDocument): Sdk.ServiceId {
  return { Name: name, Names: [name], AccountId: ACCOUNT_ID, ...(origin !== undefined && { Type: origin }) };
}

function annotations(segments: readonly SegmentDocument[]): Record<string, Sdk.ValueWithServiceIds[]> {
  const found = emptyRecord<Sdk.ValueWithServiceIds[]>();
  for (const segment of segments) {
    for (const [key, value] of Object.entries(allAnnotations(segment))) {
      found[key] ??= [];
      found[key].push({ AnnotationValue: annotationValue(value), ServiceIds: [serviceId(segment)] });
    }
  }
  return found;
}

type Annotations = NonNullable<SegmentDocument["annotations"]>;

/** Those of a segment and of all steps within it. */
function allAnnotations(segment: Pick<SegmentDocument, "annotations" | "subsegments">): Annotations {
  return Object.assign(
    {},
    ...(segment.subsegments ?? []).map(allAnnotations),
    segment.annotations,
  ) as Annotations;
}

function annotationValue(value: string | number | boolean): Sdk.AnnotationValue {
  if (typeof value === "string") return { StringValue: value };
  return typeof value === "number" ? { NumberValue: value } : { BooleanValue: value };
}
