import { z } from "zod";
import { parseJson } from "../../protocol/json";
import { invalidRequestContent, requestTooLarge } from "../errors";
import { qualified } from "../members";

export const invokeInput = z.strictObject({
  ...qualified,
  InvocationType: z.enum(["RequestResponse", "Event", "DryRun"]).optional(),
  LogType: z.enum(["None", "Tail"]).optional(),
  ClientContext: z.string().optional(),
  Payload: z.instanceof(Uint8Array).optional(),
});

export type InvokeInput = z.output<typeof invokeInput>;

/** The event as the function gets it: JSON, `{}` where there is none. */
export function eventBytes(payload: Uint8Array | undefined, limit: number): Buffer {
  if (!payload || payload.byteLength === 0) return Buffer.from("{}");
  if (payload.byteLength > limit) throw requestTooLarge(limit, "InvokeFunction");
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  try {
    parseJson(bytes.toString("utf8"));
  } catch (error) {
    throw invalidRequestContent(`Could not parse request body into json: ${(error as Error).message}`);
  }
  return bytes;
}

/** The JSON that `ClientContext` holds. */
export function clientContext(base64: string | undefined): string | undefined {
  if (base64 === undefined) return undefined;
  const json = Buffer.from(base64, "base64").toString("utf8");
  try {
    parseJson(json);
    return json;
  } catch {
    throw invalidRequestContent("Client context must be a valid Base64-encoded JSON object.");
  }
}
