/** Exit code of a program that SIGINT ended, by the shell's convention. */
const INTERRUPTED = 130;

/**
 * The first Ctrl-C (or SIGTERM) aborts the signal, and the write under way is finished; the second one ends the process at once.
 */
export function interruption(onFirst: () => void): AbortSignal {
  const controller = new AbortController();
  const handle = (): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
    onFirst();
  };
  process.on("SIGINT", handle);
  process.on("SIGTERM", handle);
  return controller.signal;
}
