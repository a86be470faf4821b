import { complain } from "../../terminal/complain";
/**
 * Does work whose result is not waited for: measuring, tracing, sweeping. A failure, as on a full disk, is printed, and ends neither the
 * account nor the request that the work belongs to.
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
