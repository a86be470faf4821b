import * as z from "zod";
import { defineEvent } from "../../events/define-event";

// In a real service these are in platform/contracts, since others use them.

export const orderPlaced = defineEvent({
  source: "orders",
  name: "OrderPlaced",
  version: 1,
  data: z.object({ orderId: z.string(), total: z.int().min(0) }),
});

export const orderCancelled = defineEvent({
  source: "orders",
  name: "OrderCancelled",
  version: 1,
  data: z.object({ orderId: z.string() }),
});
