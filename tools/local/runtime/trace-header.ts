import { randomBytes } from "node:crypto";

/** A new trace (https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader). */
export function traceHeader(tracing: "Active" | "PassThrough"): string {
  const epoch = Math.floor(Date.now() / 1000).toString(16);
  const root = `1-${epoch}-${randomBytes(12).toString("hex")}`;
  return `Root=${root};Parent=${randomBytes(8).toString("hex")};Sampled=${tracing === "Active" ? 1 : 0}`;
}
