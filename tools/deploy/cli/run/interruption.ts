import type { AnyVerb } from "../verb";

/** Exit code of a program that SIGINT ended, by the shell's convention. */
const INTERRUPTED = 130;

/**
 * The first Ctrl-C (or SIGTERM) aborts the signal, and the write under way is finished; the second one ends the process at once.
 * @param onFirst prints that the first one came; not called where the verb says that Ctrl-C does something else
 */
export function interruption(verb: AnyVerb["interruption"], onFirst: () => void): AbortSignal {
  const controller = new AbortController();
  const handle = (): void => {
    if (controller.signal.aborted || verb === "exit") process.exit(INTERRUPTED);
    controller.abort();
    if (verb === undefined) onFirst();
  };
  process.on("SIGINT", handle);
  process.on("SIGTERM", handle);
  return controller.signal;
}
