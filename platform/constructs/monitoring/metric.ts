import { Fn } from "aws-cdk-lib";

/** A metric as CloudWatch knows it; its texts are those of `Fn::Sub`, since names carry the environment. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `Maximum`, `p99`, … */
  readonly statistic: string;
  /** Values of names in the texts that are neither parameters nor resources. @default none */
  readonly variables?: Readonly<Record<string, string>>;
}

/** What `Fn::Sub` makes of a text of the metric. */
export function substituted({ variables }: Metric, text: string): string {
  if (!text.includes("${")) return text;
  const name = /^\$\{(\w+)\}$/.exec(text)?.[1];
  const value = name === undefined ? undefined : variables?.[name];
  return value ?? Fn.sub(text, variables && { ...variables });
}
