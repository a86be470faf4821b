import * as z from "zod";

export const note = z.object({ text: z.string(), at: z.string().transform((at) => new Date(at)) });

export type Note = z.output<typeof note>;
