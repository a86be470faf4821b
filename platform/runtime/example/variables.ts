import * as z from "zod";

export const variables = z.object({ TABLE_NAME: z.string().min(1), LIMIT: z.coerce.number().int() });

export type Variables = z.output<typeof variables>;
