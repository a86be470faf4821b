import type { ServiceContext } from "../service-context";
import type { Note } from "./note";
import { see } from "./seen";
import type { Variables } from "./variables";

export async function handle(note: Note, context: ServiceContext<Variables>): Promise<void> {
  await see("take-note", { ...note, at: note.at.toISOString() }, context, note.text);
}
