import type { ServiceContext } from "../service-context";
import type { Change } from "../triggers";
import type { Note } from "./note";
import { see } from "./seen";
import type { Variables } from "./variables";

export async function handle(change: Change<Note>, context: ServiceContext<Variables>): Promise<void> {
  await see("on-note-changed", change, context, (change.after ?? change.before)?.text ?? "");
}
