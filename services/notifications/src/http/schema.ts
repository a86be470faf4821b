import * as z from "zod";
import { decodeCursor } from "./cursor";

/** Query of `GET /notifications`. */
export const listQuery = z.strictObject({
  customerId: z.string().regex(/^[\w.:-]{1,64}$/, "must be 1 to 64 letters, digits or any of _ . : -"),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z
    .string()
    .transform((cursor, context) => {
      const position = decodeCursor(cursor);
      if (!position) context.addIssue("must be a cursor that this list has returned");
      return position ?? z.NEVER;
    })
    .optional(),
});

/** The day of `GET /notifications/digests/{day}`. */
export const day = z.iso.date("must be a day such as 2026-11-23");
