import { asError } from "./as-error";
import { logger } from "./logger";
import { flushMetrics } from "./metrics";

/**
 * Logs what nothing caught, an exception or the rejection of a promise that nothing awaits, as one structured line before it ends the
 * process, in Lambda only.
 *
 * Lambda's runtime for Node.js 24 leaves that to Node.js (https://github.com/aws/aws-lambda-base-images/issues/392), which prints the
 * line of source first: of a minified bundle that is all of it. Then follows the stack, an event for each line and none with a
 * correlation or build id. The process ends with Node.js's own status either way: its state is unknown.
 */
export function logUncaught(): void {
  if (process.env.AWS_LAMBDA_RUNTIME_API === undefined) return;
  process.on("uncaughtException", (thrown, origin) => {
    try {
      const what = origin === "unhandledRejection" ? "unhandled rejection" : "uncaught exception";
      logger.critical(what, asError(thrown));
      flushMetrics();
    } finally {
      process.exit(1);
    }
  });
}
