import type { SegmentDocument, Subsegment } from "./segment";

/**
 * The segments of a trace, with the subsegments that came on their own put into their parents, in the order of their beginnings. One whose parent
 * is not there stays by itself.
 */
export function assemble(documents: readonly SegmentDocument[]): SegmentDocument[] {
  const segments: SegmentDocument[] = documents.filter(({ type }) => type === undefined).map(copy);
  const loose = documents.filter(({ type }) => type === "subsegment").map(copy);
  const places = new Map<string, Subsegment>();
  for (const segment of [...segments, ...loose]) register(segment, places);
  const left: SegmentDocument[] = [];
  for (const one of loose) {
    const parent = places.get(one.parent_id ?? "");
    if (parent === undefined || parent === one) {
      left.push(one);
      continue;
    }
    const { type: _, trace_id: __, parent_id: ___, ...subsegment } = one;
    const siblings = [...(parent.subsegments ?? []), subsegment];
    Object.assign(parent, { subsegments: siblings.sort((a, b) => a.start_time - b.start_time) });
    // What belongs into it in its turn has to find the copy that is in the tree.
    places.set(one.id, subsegment);
  }
  return [...segments, ...left].sort((a, b) => a.start_time - b.start_time);
}

function register(segment: Subsegment, places: Map<string, Subsegment>): void {
  places.set(segment.id, segment);
  for (const one of segment.subsegments ?? []) register(one, places);
}

function copy(document: SegmentDocument): SegmentDocument {
  return structuredClone(document);
}
