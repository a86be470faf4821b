/** Exit code of a program that SIGINT ended, by the shell's convention. */
const INTERRUPTED = 130;

/**
 * The first Ctrl-C (or SIGTERM) aborts the signal, and the write under way is finished; the second one ends the process at once.
 * @param atFirst what the first one does instead: it ends the process as well, or nothing is told
 */
export function interruption(atFirst: "ends" | "silent" | undefined, onFirst: () => void): AbortSignal {
  const controller = new AbortController();
  const handle = (): void => {
    if (controller.signal.aborted || atFirst === "ends") process.exit(INTERRUPTED);
    controller.abort();
    if (atFirst === undefined) onFirst();
  };
  process.on("SIGINT", handle);
  process.on("SIGTERM", handle);
  return controller.signal;
}
