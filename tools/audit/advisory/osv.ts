import { z } from "zod";

const event = z.object({
  introduced: z.string().optional(),
  fixed: z.string().optional(),
  last_affected: z.string().optional(),
});

/** The members of an OSV record that the audit reads (https://ossf.github.io/osv-schema/). */
export const advisorySchema = z.object({
  id: z.string(),
  summary: z.string().optional(),
  aliases: z.array(z.string()).optional(),
  withdrawn: z.string().optional(),
  database_specific: z.object({ severity: z.string().optional() }).optional(),
  affected: z
    .array(
      z.object({
        package: z.object({ ecosystem: z.string(), name: z.string() }).optional(),
        ranges: z.array(z.object({ type: z.string(), events: z.array(event) })).optional(),
        versions: z.array(z.string()).optional(),
      }),
    )
    .optional(),
});

export type Advisory = z.infer<typeof advisorySchema>;
export type Affected = NonNullable<Advisory["affected"]>[number];
export type RangeEvent = z.infer<typeof event>;
