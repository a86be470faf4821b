import * as z from "zod";
import type { ServiceContext } from "../../../platform/runtime/service-context";

/** The environment variables that `stack.ts` sets. */
export const variables = z.object({
  /** Name of the service's table. */
  TABLE_NAME: z.string().min(1),
});

/** What handlers of this service get. */
export type OrdersContext = ServiceContext<z.output<typeof variables>>;
