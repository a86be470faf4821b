import { z } from "zod";

/** A whole number within bounds, refused as SQS words it. */
export function integer(min: number, max: number): z.ZodInt {
  const reason = `Must be >= ${min} and <= ${max}, if provided.`;
  return z.int(reason).min(min, reason).max(max, reason);
}
