import type { SegmentDocument } from "./segment";

/**
 * The segments of a trace in the order in which they began, each with the subsegments that were recorded on their own. A subsegment whose
 * segment is not recorded yet stays by itself.
 */
export function assemble(documents: readonly SegmentDocument[]): SegmentDocument[] {
  const segments = documents.filter(({ type }) => type === undefined);
  const ids = new Set(segments.map(({ id }) => id));
  const calls = documents.filter(({ type }) => type === "subsegment");
  const orphans = calls.filter(({ parent_id = "" }) => !ids.has(parent_id));
  const whole = segments.map((segment) => {
    const own = calls.filter(({ parent_id }) => parent_id === segment.id);
    if (own.length === 0) return segment;
    return { ...segment, subsegments: [...(segment.subsegments ?? []), ...own.map(inner)].sort(byStart) };
  });
  return [...whole, ...orphans].sort(byStart);
}

/** A subsegment within its segment does not repeat where it belongs. */
function inner({ type: _, trace_id: __, parent_id: ___, ...subsegment }: SegmentDocument) {
  return subsegment;
}

function byStart(a: { readonly start_time: number }, b: { readonly start_time: number }): number {
  return a.start_time - b.start_time;
}
