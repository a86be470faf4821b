import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { expect, test } from "@jest/globals";
import { type SignedEntity, toSignedEntity, toTrustMaterial, Verifier } from "@sigstore/verify";
import fc from "fast-check";
import { type Envelope, open, seal } from "./envelope";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const mine = { id: "mine", key: privateKey, publicText: "" };
const other = { ...mine, key: generateKeyPairSync("ed25519").privateKey };

/** Whether sigstore's verifier accepts an envelope signed by a key, without the transparency logs. */
function isTakenBySigstore({ payloadType, payload, signatures }: Envelope, key: KeyObject): boolean {
  const [first] = signatures;
  const dsseEnvelope = {
    payloadType,
    payload: Buffer.from(payload, "base64"),
    signatures: [{ keyid: "", sig: Buffer.from(first?.sig ?? "", "base64") }],
  };
  const bundle = {
    mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
    content: { $case: "dsseEnvelope", dsseEnvelope },
    verificationMaterial: { content: { $case: "publicKey", publicKey: { hint: "mine" } }, tlogEntries: [] },
  };
  const nothing = {
    mediaType: "",
    certificateAuthorities: [],
    timestampAuthorities: [],
    tlogs: [],
    ctlogs: [],
  };
  const material = toTrustMaterial(nothing, () => ({ publicKey: key, validFor: () => true }));
  const verifier = new Verifier(material, { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 0 });
  const entity: SignedEntity = toSignedEntity(bundle as unknown as Parameters<typeof toSignedEntity>[0]);
  try {
    verifier.verify(entity);
    return true;
  } catch {
    return false;
  }
}

/** A base64 text whose bytes differ at one place, or not at all. */
function changed(base64: string, at: number, by: number): string {
  const bytes = Buffer.from(base64, "base64");
  if (bytes.length > 0) bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ by;
  return bytes.toString("base64");
}

test("sigstore's verifier accepts and refuses the same envelopes", () => {
  const seen = { taken: 0, refused: 0 };
  const bit = fc.constantFrom(0, 0, 0, 1, 128);
  const cases = fc.record({
    type: fc.string(),
    text: fc.string(),
    ofMine: fc.boolean(),
    at: fc.nat(),
    payloadBit: bit,
    signatureBit: bit,
    otherType: fc.option(fc.string(), { freq: 3, nil: undefined }),
  });
  fc.assert(
    fc.property(cases, ({ type, text, ofMine, at, payloadBit, signatureBit, otherType }) => {
      const sealed = seal(type, text, ofMine ? mine : other);
      const envelope: Envelope = {
        payloadType: otherType ?? type,
        payload: changed(sealed.payload, at, payloadBit),
        signatures: sealed.signatures.map(({ sig }) => ({ sig: changed(sig, at, signatureBit) })),
      };
      const isTaken = open(envelope, envelope.payloadType, [{ id: "mine", key: publicKey }]) !== undefined;
      expect(isTaken).toBe(isTakenBySigstore(envelope, publicKey));
      seen[isTaken ? "taken" : "refused"]++;
    }),
    { numRuns: 500 },
  );
  expect(seen).toEqual({ taken: expect.any(Number), refused: expect.any(Number) });
  expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(20);
});
