import { Socket } from "node:net";
import { killFamily } from "../kill-family";

/** File descriptor of the lifeline in a function process. */
const LIFELINE_FD = 4;

/**
 * Ends this process and what it has started when the account that started it is gone, even if it was killed: the kernel then closes the
 * other end of the lifeline.
 */
export function holdLifeline(): void {
  const mark = `AWS_LAMBDA_LOG_STREAM_NAME=${process.env.AWS_LAMBDA_LOG_STREAM_NAME}`;
  const lifeline = new Socket({ fd: LIFELINE_FD, readable: true, writable: false });
  lifeline.on("close", () => killFamily(process.pid, mark));
  lifeline.on("error", () => undefined);
  lifeline.resume();
  lifeline.unref();
}
