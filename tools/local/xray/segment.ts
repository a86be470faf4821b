/** A step within a segment. */
export interface Subsegment {
  readonly id: string;
  readonly name: string;
  /** Seconds since the epoch. */
  readonly start_time: number;
  readonly end_time: number;
  readonly error?: boolean;
  readonly fault?: boolean;
  readonly throttle?: boolean;
  readonly namespace?: string;
  readonly http?: object;
  readonly aws?: object;
  readonly cause?: { readonly exceptions: readonly Thrown[] };
  readonly subsegments?: readonly Subsegment[];
}

interface Thrown {
  readonly id: string;
  readonly type?: string | undefined;
  readonly message?: string | undefined;
}

/**
 * A segment, or a subsegment that is recorded on its own (`type` is `subsegment` then).
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */
export interface SegmentDocument extends Subsegment {
  readonly trace_id: string;
  readonly type?: "subsegment";
  readonly parent_id?: string;
  /** Kind of the resource, such as `AWS::Lambda::Function`. */
  readonly origin?: string;
  readonly resource_arn?: string;
  readonly links?: readonly object[];
}
