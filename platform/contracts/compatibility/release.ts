import type { DataSchema } from "./data-schema";
import { incompatibilities } from "./incompatibilities";

/** A type of event, as far as its release is concerned. */
export interface ReleasedType {
  /** E.g. `orders.OrderPlaced.v1`. */
  readonly type: string;
  readonly schema: DataSchema;
}

/** What keeps the current types from being released after those that are, each with what to do about it. */
export function releaseProblems(
  released: readonly ReleasedType[],
  current: readonly ReleasedType[],
): readonly string[] {
  const now = new Map(current.map(({ type, schema }) => [type, schema]));
  return released.flatMap(({ type, schema }) => {
    const changed = now.get(type);
    if (changed === undefined) {
      return [
        `${type} is released, but not in contracts.ts: put it back; once no service publishes or reads it and no queue or archive holds it, delete schemas/${type}.json as well`,
      ];
    }
    const broken = incompatibilities(schema, changed);
    if (broken.length === 0) return [];
    const where = broken.map(
      ({ pointer, problem }) => `  ${pointer === "" ? "the data" : pointer} ${problem}`,
    );
    return [
      [
        `${type} is released, and was changed so that some readers or events would fail:`,
        ...where,
        `  a released version only ever gets more optional members: change it back, and define ${nextVersion(type)} in a file of its own;`,
        "  publish both until every reader has moved",
      ].join("\n"),
    ];
  });
}

function nextVersion(type: string): string {
  return type.replace(/\d+$/, (version) => String(Number(version) + 1));
}
