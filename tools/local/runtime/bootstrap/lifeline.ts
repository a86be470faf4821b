import { Socket } from "node:net";

/** File descriptor of the lifeline in a function process. */
const LIFELINE_FD = 4;

/**
 * Ends this process when the account that started it is gone, even if it was killed: the kernel then closes the other end
 * of the lifeline.
 */
export function holdLifeline(): void {
  const lifeline = new Socket({ fd: LIFELINE_FD, readable: true, writable: false });
  lifeline.on("close", () => process.kill(process.pid, "SIGKILL"));
  lifeline.on("error", () => undefined);
  lifeline.resume();
  lifeline.unref();
}
