import { complain } from "../../terminal/complain";
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
    complain(`${what} failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
