import { randomBytes } from "node:crypto";
import { property } from "./property";

/**
 * What an `X-Amzn-Trace-Id` header, an `AWSTraceHeader` attribute or a `TraceHeader` member says
 * (https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader).
 */
export interface TraceHeader {
  /** Id of the trace: `1-<8 hex digits of the time in seconds>-<24 hex digits>`. */
  readonly root: string;
  /** Id of the segment or subsegment that made the call: 16 hex digits. */
  readonly parent?: string;
  /** Whether the trace is recorded; absent where the receiver decides. */
  readonly sampled?: boolean;
}

const ROOT = /^1-[0-9a-f]{8}-[0-9a-f]{24}$/;
const ID = /^[0-9a-f]{16}$/;

/** Reads a header; `undefined` for none and for one without a trace id. Other members, such as `Lineage`, are ignored. */
export function parseTraceHeader(text: string | undefined): TraceHeader | undefined {
  const members = new Map(
    (text ?? "").split(";").map((part): [string, string] => {
      const [name = "", value = ""] = part.split("=");
      return [name.trim(), value.trim()];
    }),
  );
  const root = members.get("Root") ?? "";
  const parent = members.get("Parent") ?? "";
  const sampled = property<boolean>({ "0": false, "1": true }, members.get("Sampled") ?? "");
  if (!ROOT.test(root)) return undefined;
  return { root, ...(ID.test(parent) && { parent }), ...(sampled !== undefined && { sampled }) };
}

export function formatTraceHeader({ root, parent, sampled }: TraceHeader): string {
  const members = [
    `Root=${root}`,
    ...(parent === undefined ? [] : [`Parent=${parent}`]),
    ...(sampled === undefined ? [] : [`Sampled=${sampled ? 1 : 0}`]),
  ];
  return members.join(";");
}

/** Id of a new trace that begins at this time, in milliseconds since the epoch. */
export function newTraceId(time: number): string {
  const seconds = Math.floor(time / 1000).toString(16);
  return `1-${seconds.padStart(8, "0")}-${randomBytes(12).toString("hex")}`;
}

/** Id of a new segment or subsegment. */
export function newSegmentId(): string {
  return randomBytes(8).toString("hex");
}
