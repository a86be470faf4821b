import { LogFormatter, Logger, LogItem } from "@aws-lambda-powertools/logger";
import type {
  ConstructorOptions,
  LogAttributes,
  UnformattedAttributes,
} from "@aws-lambda-powertools/logger/types";
import { buildId } from "./build-id";
import { redact } from "./redaction/redact";
import { changeFields, currentFields } from "./scope";

/**
 * Makes one line of JSON of what is logged: Powertools' own field names, the fields of the work that runs ({@link withFields}),
 * and the build id; without secrets and personal data, and short enough to stay one event ({@link redact}).
 */
class ServiceLogFormatter extends LogFormatter {
  override formatAttributes(attributes: UnformattedAttributes, additional: LogAttributes): LogItem {
    const standard = {
      level: attributes.logLevel,
      message: attributes.message,
      timestamp: this.formatTimestamp(attributes.timestamp),
      service: attributes.serviceName,
      build_id: buildId,
      xray_trace_id: attributes.xRayTraceId,
    };
    // Twice: at first for the order of the fields, and in the end so that nothing that is logged takes their place.
    const line = redact({ ...standard, ...currentFields(), ...additional, ...standard });
    return new LogItem({ attributes: line as LogAttributes });
  }
}

/** Powertools' Logger, whose keys belong to what runs now ({@link withFields}) and not to the whole process. */
class ServiceLogger extends Logger {
  /** Adds fields to the log lines of what runs now; outside an invocation, to all. */
  override appendKeys(attributes: LogAttributes): void {
    if (!changeFields((current) => ({ ...current, ...attributes }))) super.appendKeys(attributes);
  }

  override removeKeys(keys: string[]): void {
    const kept = (current: object) =>
      Object.fromEntries(Object.entries(current).filter(([key]) => !keys.includes(key)));
    if (!changeFields(kept)) super.removeKeys(keys);
  }

  /** Takes back what was added to the log lines of what runs now. */
  override resetKeys(): void {
    if (!changeFields((_, initial) => initial)) super.resetKeys();
  }

  protected override createLogger(options?: ConstructorOptions): Logger {
    return new ServiceLogger(options);
  }
}

/**
 * The service's logger. It writes to standard output, past the console that Lambda's runtime patches: each line is the same JSON
 * object on AWS, whatever log format the function is configured with, and in the local account. What third parties write by
 * `console.log` is left as it is.
 *
 * @example logger.info("order placed", { orderId: order.id });
 * @example logger.error("the provider refused the capture", { error });
 */
export const logger: Logger = new ServiceLogger({ logFormatter: new ServiceLogFormatter() });
