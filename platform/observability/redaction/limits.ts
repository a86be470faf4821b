/** How much of what is logged reaches a log line. */
export interface Limits {
  /** Bytes of JSON that all values together may take. */
  readonly bytes: number;
  /** UTF-16 code units of one text. */
  readonly text: number;
  /** Members of one object, array, map or set. */
  readonly members: number;
  /** Objects within objects. */
  readonly depth: number;
}

/**
 * A line is kept well below 256 KB, beyond which CloudWatch cuts an event in two, and neither part is JSON
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html). What is larger than these limits is
 * data and no longer a log: its id belongs into the line.
 */
export const LINE_LIMITS: Limits = { bytes: 96 * 1024, text: 16 * 1024, members: 200, depth: 10 };
