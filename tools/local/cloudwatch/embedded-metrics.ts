import { z } from "zod";
import { property } from "../protocol/property";
import type { Datum } from "./datum";

/** Most values of one metric in one document. */
const MAX_VALUES = 100;

const value = z.union([z.number(), z.array(z.number()).max(MAX_VALUES)]);

const document = z.looseObject({
  _aws: z.looseObject({
    Timestamp: z.number().min(0),
    CloudWatchMetrics: z.array(
      z.looseObject({
        Namespace: z.string().min(1),
        Dimensions: z.array(z.array(z.string()).max(30)),
        Metrics: z.array(z.looseObject({ Name: z.string().min(1) })).max(100),
      }),
    ),
  }),
});

/** What every such document has in it, and hardly any other line: most lines are not parsed. */
const MARK = '"CloudWatchMetrics"';

/**
 * The metrics that a log event carries in the embedded metric format; none for any other line. Malformed parts are left out, as
 * by CloudWatch.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(message: string): Datum[] {
  if (!message.startsWith("{") || !message.includes(MARK)) return [];
  const parsed = document.safeParse(parse(message));
  if (!parsed.success) return [];
  const members: Readonly<Record<string, unknown>> = parsed.data;
  const { Timestamp: timestamp, CloudWatchMetrics: directives } = parsed.data._aws;
  return directives.flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
    Metrics.flatMap(({ Name: name }) => {
      const values = value.safeParse(property(members, name));
      if (!values.success) return [];
      // A document without sets of dimensions has its metrics without dimensions.
      const sets = Dimensions.length === 0 ? [[]] : Dimensions;
      return sets.flatMap((names) => {
        const dimensions = dimensionsOf(names, members);
        if (dimensions === undefined) return [];
        return {
          namespace,
          name,
          dimensions,
          timestamp,
          values: [values.data].flat(),
        };
      });
    }),
  );
}

function dimensionsOf(
  names: readonly string[],
  members: Readonly<Record<string, unknown>>,
): Record<string, string> | undefined {
  const entries = names.map((name) => [name, property(members, name)] as const);
  return entries.every((entry): entry is readonly [string, string] => typeof entry[1] === "string")
    ? Object.fromEntries(entries)
    : undefined;
}

function parse(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
