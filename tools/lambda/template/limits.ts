import type { Template } from "./template";

/** How much of one of CloudFormation's limits a template uses. */
export interface Usage {
  /** What is limited, as a noun: `resources`. */
  readonly what: string;
  readonly used: number;
  readonly limit: number;
  /** What its author can do about it. */
  readonly advice: string;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const SECTIONS = [
  {
    section: "Resources",
    limit: 500,
    advice: "split the service into two, or serve routes and triggers by one resource (`/orders/{proxy+}`)",
  },
  { section: "Parameters", limit: 200, advice: "pass names of one kind as one list parameter" },
  { section: "Outputs", limit: 200, advice: "drop outputs that nothing reads" },
] as const;

/** CloudFormation's limit on a template in S3, where the deployer puts those that a request cannot carry. */
const TEMPLATE_BYTES = 1_000_000;

/**
 * How much of CloudFormation's limits a template uses.
 *
 * @param text the template as it is sent to CloudFormation
 */
export function usageOf(template: Template, text: string): Usage[] {
  const sections = SECTIONS.map(({ section, limit, advice }) => {
    const used = Object.keys(template[section] ?? {}).length;
    return { what: section.toLowerCase(), used, limit, advice };
  });
  const bytes = {
    what: "bytes of template",
    used: Buffer.byteLength(text),
    limit: TEMPLATE_BYTES,
    advice: "split the service into two",
  };
  return [...sections, bytes];
}

/** Faults of a template that is over a limit. How near it is to one, the service's `stack_test` says. */
export function checkLimits(template: Template, text: string): string[] {
  return usageOf(template, text)
    .filter(({ used, limit }) => used > limit)
    .map(
      ({ what, used, limit, advice }) =>
        `it has ${used} ${what}, ${used - limit} over CloudFormation's limit of ${limit}; ${advice}`,
    );
}
