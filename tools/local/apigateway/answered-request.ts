/** A request that an API has answered, as far as it is measured. */
export interface AnsweredRequest {
  readonly apiId: string;
  /** Empty where the request was for none. */
  readonly stage: string;
  readonly status: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Milliseconds. */
  readonly latency: number;
  /** Milliseconds that the function took; `undefined` where none was called. */
  readonly integrationLatency: number | undefined;
}
