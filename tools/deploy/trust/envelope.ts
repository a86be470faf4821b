import { sign } from "node:crypto";
import { z } from "zod";
import { isSignature } from "./ed25519";
import type { SigningKey, TrustedKey } from "./key";

/** A signed document: DSSE 1.0, https://github.com/secure-systems-lab/dsse/blob/master/envelope.md */
export const envelopeSchema = z.object({
  payloadType: z.string(),
  /** In base64. */
  payload: z.base64(),
  signatures: z.array(z.object({ keyid: z.string().optional(), sig: z.base64() })).min(1),
});

export type Envelope = z.infer<typeof envelopeSchema>;

export function seal(payloadType: string, text: string, { id, key }: SigningKey): Envelope {
  const payload = Buffer.from(text, "utf8");
  const sig = sign(null, preAuthenticationEncoding(payloadType, payload), key);
  return {
    payloadType,
    payload: payload.toString("base64"),
    signatures: [{ keyid: id, sig: sig.toString("base64") }],
  };
}

/** The text, if one of the keys has signed it. The envelope's key id is ignored: anyone can write it. */
export function open(
  { payloadType, payload, signatures }: Envelope,
  type: string,
  keys: readonly TrustedKey[],
): string | undefined {
  const bytes = Buffer.from(payload, "base64");
  const encoded = preAuthenticationEncoding(payloadType, bytes);
  const good = signatures.some(({ sig }) =>
    keys.some(({ key }) => isSignature(encoded, key, Buffer.from(sig, "base64"))),
  );
  return good && payloadType === type ? bytes.toString("utf8") : undefined;
}

/** The signed bytes: type and payload with their lengths, so that neither can pass as part of the other. */
function preAuthenticationEncoding(payloadType: string, payload: Buffer): Buffer {
  const type = Buffer.from(payloadType, "utf8");
  const head = Buffer.concat([
    Buffer.from(`DSSEv1 ${type.length} `),
    type,
    Buffer.from(` ${payload.length} `),
  ]);
  return Buffer.concat([head, payload]);
}
