import { z } from "zod";
import { type Envelope, envelopeSchema, open } from "./envelope";
import type { TrustedKey } from "./key";
import { STATEMENT_TYPE, type Subject, subjectsOf } from "./statement";

/** Envelopes kept for one digest: enough for the keys in use and some earlier ones. */
const KEPT = 8;

/** The object `attestations/<sha256>.json`: the signed statements about one digest, newest first. */
const fileSchema = z.object({ version: z.literal(1), envelopes: z.array(envelopeSchema) });

/** Why a digest is not trusted; undefined if it is. */
export function refusal(
  text: string | undefined,
  subject: Subject,
  keys: readonly TrustedKey[],
): string | undefined {
  if (text === undefined) return "no trusted build has attested it";
  const envelopes = envelopesIn(text);
  const signed = envelopes.flatMap((envelope) => open(envelope, STATEMENT_TYPE, keys) ?? []);
  if (signed.length === 0)
    return envelopes.length === 0
      ? "its attestation cannot be read"
      : "none of its attestations is signed by a key that the environment trusts";
  const subjects = signed.flatMap(subjectsOf).filter(({ sha256 }) => sha256 === subject.sha256);
  if (subjects.some(({ target }) => target === subject.target)) return undefined;
  const others = [...new Set(subjects.map(({ target }) => target))].join(", ");
  return `it is attested as ${others || "something else"}, not as this target`;
}

/** The object with one more envelope; an unreadable object is replaced. */
export function withEnvelope(text: string | undefined, envelope: Envelope): string {
  const others = text === undefined ? [] : envelopesIn(text);
  return JSON.stringify({ version: 1, envelopes: [envelope, ...others].slice(0, KEPT) });
}

function envelopesIn(text: string): Envelope[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  return fileSchema.safeParse(value).data?.envelopes ?? [];
}
