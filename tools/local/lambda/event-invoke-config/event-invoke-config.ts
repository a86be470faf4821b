import { property } from "../../protocol/property";

/** What an owner has set for the asynchronous events of a function, a version or an alias. */
export interface EventInvokeConfig {
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  /** 0 to 2. */
  readonly maximumRetryAttempts?: number | undefined;
  /** Seconds, 60 to 21,600. */
  readonly maximumEventAge?: number | undefined;
  /** ARN of a queue that is notified of each event that succeeded, or was given up. */
  readonly onSuccess?: string | undefined;
  readonly onFailure?: string | undefined;
}

/** What is in force for an event. */
export interface AsyncSettings {
  readonly maximumRetries: number;
  /** Milliseconds. */
  readonly maximumAge: number;
  readonly onSuccess?: string | undefined;
  readonly onFailure?: string | undefined;
}

const DEFAULT_RETRIES = 2;
const DEFAULT_AGE_SECONDS = 6 * 60 * 60;

/**
 * Settings are those of the qualifier that the event was sent to: an alias does not have those of its version.
 * @param configs of the function, by qualifier
 */
export function asyncSettings(
  configs: Readonly<Record<string, EventInvokeConfig>> = {},
  qualifier = "$LATEST",
): AsyncSettings {
  const config = property(configs, qualifier);
  return {
    maximumRetries: config?.maximumRetryAttempts ?? DEFAULT_RETRIES,
    maximumAge: (config?.maximumEventAge ?? DEFAULT_AGE_SECONDS) * 1000,
    onSuccess: config?.onSuccess,
    onFailure: config?.onFailure,
  };
}
