import type { Bom } from "@cyclonedx/cyclonedx-library/Models";
import { JsonSerializer, JSON as normal } from "@cyclonedx/cyclonedx-library/Serialize";
import { Spec1dot6 } from "@cyclonedx/cyclonedx-library/Spec";

/** The JSON of CycloneDX 1.6, with all lists sorted: the same bytes for the same contents, whatever order they came in. */
export function serialize(bom: Bom): string {
  const serializer = new JsonSerializer(new normal.Normalize.Factory(Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 1 })}\n`;
}
