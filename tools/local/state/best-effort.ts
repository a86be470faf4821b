/**
 * Does what nobody waits for, such as measuring, tracing, sweeping. That it fails, as on a full disk, is printed; it ends neither the account nor
 * what it was done beside.
 *
 * @param what it is, for people
 */
export function bestEffort(what: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    process.stderr.write(`${what} failed: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
