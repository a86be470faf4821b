import type { Template } from "./template";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const LIMITS = { Resources: 500, Parameters: 200, Outputs: 200 } as const;

/** A template travels in the request itself in this version of the deployer. */
const TEMPLATE_BYTES = 51_200;

/** A share of a limit above which the author is told, while there is still time. */
const NEARLY = 0.8;

const ADVICE = {
  Resources: "split the service into two, or serve routes and triggers by one resource (`/orders/{proxy+}`)",
  Parameters: "pass names of one kind as one list parameter",
  Outputs: "drop outputs that nothing reads",
  bytes: "split the service into two",
};

/** How much of CloudFormation's limits a template uses: faults over a limit, warnings close to one. */
export function checkLimits(template: Template, text: string): { faults: string[]; warnings: string[] } {
  const faults: string[] = [];
  const warnings: string[] = [];
  const judge = (count: number, limit: number, what: string, advice: string): void => {
    if (count > limit) {
      faults.push(
        `it has ${count} ${what}, ${count - limit} over CloudFormation's limit of ${limit}; ${advice}`,
      );
    } else if (count > limit * NEARLY) {
      warnings.push(
        `it has ${count} ${what}, ${limit - count} under CloudFormation's limit of ${limit}; ${advice} in time`,
      );
    }
  };
  for (const section of ["Resources", "Parameters", "Outputs"] as const) {
    const count = Object.keys(template[section] ?? {}).length;
    judge(count, LIMITS[section], section.toLowerCase(), ADVICE[section]);
  }
  judge(Buffer.byteLength(text), TEMPLATE_BYTES, "bytes of template", ADVICE.bytes);
  return { faults, warnings };
}
