import type * as Sdk from "@aws-sdk/client-xray";
import { ACCOUNT_ID } from "../protocol/account-id";
import type { SegmentDocument } from "./segment";
import type { StoredTrace } from "./segment-store";

/** The summary of a trace, as GetTraceSummaries returns it. */
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
    ResponseTime: root === undefined ? 0 : root.end_time - root.start_time,
    HasFault: segments.some(({ fault }) => fault === true),
    HasError: segments.some(({ error }) => error === true),
    FaultRootCauses: segments.flatMap(rootCause),
    HasThrottle: segments.some(({ throttle }) => throttle === true),
    IsPartial: false,
    Http: {},
    Annotations: {},
    Users: [],
    ServiceIds: services,
    ResourceARNs: arns.map((ARN) => ({ ARN })),
    ...(root && { EntryPoint: serviceId(root) }),
    Revision: documents.length,
  };
}

/** The segment in which a failure began is the one that has the exception. */
function rootCause({ fault, cause, ...segment }: SegmentDocument): Sdk.FaultRootCause[] {
  if (fault !== true || cause === undefined) return [];
  const Exceptions = cause.exceptions.map(({ type: Name, message: Message }) => ({ Name, Message }));
  const EntityPath = [{ Name: segment.name, Exceptions, Remote: false }];
  return [{ Services: [{ ...serviceId(segment), EntityPath, Inferred: false }], ClientImpacting: false }];
}

/** Seconds from the first beginning to the last end. */
export function duration(documents: readonly SegmentDocument[]): number {
  const start = Math.min(...documents.map(({ start_time }) => start_time));
  return Math.max(...documents.map(({ end_time }) => end_time)) - start;
}

function serviceId({ name, origin }: SegmentDocument): Sdk.ServiceId {
  return { Name: name, Names: [name], AccountId: ACCOUNT_ID, ...(origin !== undefined && { Type: origin }) };
}
