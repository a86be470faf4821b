import type { ServiceContext } from "../service-context";
import type { Tick } from "../triggers";
import { see } from "./seen";
import type { Variables } from "./variables";

export async function handle(tick: Tick, context: ServiceContext<Variables>): Promise<void> {
  await see("sweep", tick, context, "");
}
