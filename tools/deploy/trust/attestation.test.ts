import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { refusal, withEnvelope } from "./attestation";
import { type Envelope, seal } from "./envelope";
import { publicKeySchema, readSigningKey, type SigningKey, trustedKey } from "./key";
import { STATEMENT_TYPE, type Subject, statement } from "./statement";

const folder = mkdtempSync(join(tmpdir(), "ferry-keys-"));
afterAll(() => rmSync(folder, { recursive: true }));

function newKey(name: string): SigningKey {
  const path = join(folder, `${name}.pem`);
  const { privateKey } = generateKeyPairSync("ed25519");
  writeFileSync(path, privateKey.export({ format: "pem", type: "pkcs8" }));
  return readSigningKey(path);
}

const mine = newKey("mine");
const other = newKey("other");
const trusted = [trustedKey(mine.publicText)];

const bundle: Subject = { target: "//services/orders:bundle", sha256: "ab".repeat(32) };
const template: Subject = { target: "//services/orders:stack", sha256: "cd".repeat(32) };
const facts = { commit: "12".repeat(20), caches: "none", keyId: mine.id, finished: new Date(0) } as const;

function envelope(key = mine, subjects = [bundle, template]): Envelope {
  return seal(STATEMENT_TYPE, statement(subjects, facts), key);
}

describe("an attested digest", () => {
  test("is trusted, and so is each subject of the statement", () => {
    const text = withEnvelope(undefined, envelope());
    expect([bundle, template].map((subject) => refusal(text, subject, trusted))).toEqual([
      undefined,
      undefined,
    ]);
  });

  test("stays trusted when another key attests it too, under either key", () => {
    const text = withEnvelope(withEnvelope(undefined, envelope()), envelope(other));
    expect(refusal(text, bundle, trusted)).toBeUndefined();
    expect(refusal(text, bundle, [trustedKey(other.publicText)])).toBeUndefined();
  });

  test("is trusted by either key while keys rotate", () => {
    const both = [trustedKey(other.publicText), ...trusted];
    expect(refusal(withEnvelope(undefined, envelope(other)), bundle, both)).toBeUndefined();
  });
});

describe("a digest is refused", () => {
  test.each([
    ["without an attestation", undefined, "no trusted build has attested it"],
    ["with an invalid attestation", "{}", "its attestation cannot be read"],
    ["signed by another key", withEnvelope(undefined, envelope(other)), "none of its attestations is signed"],
    [
      "signed by another key under the id of a trusted one",
      withEnvelope(undefined, {
        ...envelope(other),
        signatures: envelope(other).signatures.map(({ sig }) => ({ sig, keyid: mine.id })),
      }),
      "none of its attestations is signed",
    ],
    [
      "attested as another target",
      withEnvelope(undefined, envelope(mine, [{ ...bundle, target: "//services/billing:bundle" }])),
      "it is attested as //services/billing:bundle, not as this target",
    ],
    [
      "with the attestation of another digest",
      withEnvelope(undefined, envelope(mine, [template])),
      "it is attested as something else",
    ],
    [
      "with a document of another type",
      withEnvelope(undefined, seal("text/plain", statement([bundle], facts), mine)),
      "none of its attestations is signed",
    ],
  ])("%s", (_name, text, expected) => {
    expect(refusal(text, bundle, trusted)).toContain(expected);
  });

  test("when any byte of payload, type or signature differs", () => {
    const good = envelope();
    const change = (text: string, at: number): string => {
      const bytes = Buffer.from(text, "base64");
      const index = at % bytes.length;
      bytes[index] = (bytes[index] ?? 0) ^ 1;
      return bytes.toString("base64");
    };
    const payload = fc.nat().map((at) => ({ ...good, payload: change(good.payload, at) }));
    const signature = fc
      .nat()
      .map((at) => ({ ...good, signatures: good.signatures.map(({ sig }) => ({ sig: change(sig, at) })) }));
    const type = fc
      .string()
      .filter((text) => text !== good.payloadType)
      .map((payloadType) => ({ ...good, payloadType }));
    fc.assert(
      fc.property(fc.oneof(payload, signature, type), (forged) => {
        expect(refusal(withEnvelope(undefined, forged), bundle, trusted)).toBeDefined();
      }),
    );
  });
});

describe("a signing key", () => {
  test("is identified by its public half", () => {
    expect(publicKeySchema.parse(mine.publicText)).toBe(mine.publicText);
    expect(trustedKey(mine.publicText).id).toBe(mine.id);
  });
  test.each([
    ["that is not there", join(folder, "nowhere.pem"), "ENOENT"],
    ["that is not a key", __filename, "cannot be read"],
    ["that is not named", undefined, "FERRY_SIGNING_KEY_FILE is not set"],
  ])("%s is refused", (_name, path, expected) => {
    expect(() => readSigningKey(path)).toThrow(expected);
  });
  test("of another algorithm is refused", () => {
    const path = join(folder, "rsa.pem");
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    writeFileSync(path, privateKey.export({ format: "pem", type: "pkcs8" }));
    expect(() => readSigningKey(path)).toThrow("is of type rsa: it must be Ed25519");
  });
});
