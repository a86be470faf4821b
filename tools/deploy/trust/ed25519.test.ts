import { createPublicKey, verify } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { refusal, withEnvelope } from "./attestation";
import { isSignature, unsoundness } from "./ed25519";
import { publicKeySchema, trustedKey } from "./key";
import { STATEMENT_TYPE, type Subject, statement } from "./statement";

const PREFIX = "302a300506032b6570032100";

function textOf(key: string): string {
  return Buffer.from(PREFIX + key, "hex").toString("base64");
}

function bytes(hex: string): Buffer {
  return Buffer.from(hex, "hex");
}

function plainly(message: Buffer, key: string, signature: string): boolean {
  const publicKey = createPublicKey({ key: bytes(PREFIX + key), format: "der", type: "spki" });
  return verify(null, message, publicKey, bytes(signature));
}

/** Whether a signature is accepted, as keys are read and used here. */
function counts(message: Buffer, key: string, signature: string): boolean {
  const read = publicKeySchema.safeParse(textOf(key));
  return read.success && isSignature(message, trustedKey(read.data).key, bytes(signature));
}

describe("RFC 8032, section 7.1", () => {
  test.each([
    [
      "",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
      "72",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
    [
      "af82",
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ],
  ])("of the message %j", (message, key, signature) => {
    expect(counts(bytes(message), key, signature)).toBe(true);
    expect(counts(bytes(`${message}00`), key, signature)).toBe(false);
    expect(counts(bytes(message), key, signature.slice(0, 60))).toBe(false);
  });
});

/** The vectors of "Taming the many EdDSAs", https://eprint.iacr.org/2020/1244, table 5: a strict verifier refuses all but 3. */
describe("the edge cases of EdDSA", () => {
  const small = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa";
  const mixed = "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43";
  const another = "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d";
  const good = "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623";
  const high = "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";
  test.each([
    [
      0,
      "a small key and a small R",
      false,
      "8c93255d71dcab10e8f379c26200f3c7bd5f09d9bc3068d3ef4edeb4853022b6",
      small,
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a0000000000000000000000000000000000000000000000000000000000000000",
    ],
    [
      1,
      "a small key",
      false,
      "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
      small,
      "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
    ],
    [
      2,
      "a small R",
      false,
      "aebf3f2601a0c8c5d39cc7d8911642f740b78168218da8471772b35f9d35b9ab",
      mixed,
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa8c4bd45aecaca5b24fb97bc10ac27ac8751a7dfe1baff8b953ec9f5833ca260e",
    ],
    [
      3,
      "neither small, both of mixed order",
      true,
      "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
      another,
      "9046a64750444938de19f227bb80485e92b83fdb4b6506c160484c016cc1852f87909e14428a7a1d62e9f22f3d3ad7802db02eb2e688b6c52fcd6648a98bd009",
    ],
    [
      4,
      "one that only a check with the cofactor accepts",
      false,
      "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
      another,
      "160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed5125ec6bc982a269b723e0668e540911a9a6a58921d6925e434ab10aa7940551a09",
    ],
    [
      5,
      "another that only a check with the cofactor accepts",
      false,
      "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
      another,
      "21122a84e0b5fca4052f5b1235c80a537878b38f3142356b2c2384ebad4668b7e40bc836dac0f71076f9abe3a53f9c03c1ceeeddb658d0030494ace586687405",
    ],
    [
      6,
      "S above the order",
      false,
      "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
      good,
      "e96f66be976d82e60150baecff9906684aebb1ef181f67a7189ac78ea23b6c0e547f7690a0e2ddcd04d87dbc3490dc19b3b3052f7ff0538cb68afb369ba3a514",
    ],
    [
      7,
      "S far above the order",
      false,
      "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
      good,
      "8ce5b96c8f26d0ab6c47958c9e68b937104cd36e13c33566acd2fe8d38aa19427e71f98a473474f2f13f06f97c20d58cc3f54b8bd0d272f42b695dd7e89a8c22",
    ],
    [
      8,
      "a small R, encoded otherwise",
      false,
      "9bedc267423725d473888631ebf45988bad3db83851ee85c85e241a07d148b41",
      mixed,
      `${high}03be9678ac102edcd92b0210bb34d7428d12ffc5df5f37e359941266a4e35f0f`,
    ],
    [
      9,
      "a small R, encoded otherwise, and hashed as it should be",
      false,
      "9bedc267423725d473888631ebf45988bad3db83851ee85c85e241a07d148b41",
      mixed,
      `${high}ca8c5b64cd208982aa38d4936621a4775aa233aa0505711d8fdcfdaa943d4908`,
    ],
    [
      10,
      "a small key, encoded otherwise",
      false,
      "e96b7021eb39c1a163b6da4e3093dcd3f21387da4cc4572be588fafae23c155b",
      high,
      "a9d55260f765261eb9b84e106f665e00b867287a761990d7135963ee0a7d59dca5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
    ],
    [
      11,
      "a small key, encoded otherwise, and hashed as it is",
      false,
      "39a591f5321bbe07fd5a23dc2f39d025d74526615746727ceefd6e82ae65c06f",
      high,
      "a9d55260f765261eb9b84e106f665e00b867287a761990d7135963ee0a7d59dca5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
    ],
  ])("%i: %s", (_case, _what, expected, message, key, signature) => {
    expect(counts(bytes(message), key, signature)).toBe(expected);
  });
});

/** Little-endian, with the sign of the other coordinate. */
function encoded(y: bigint, sign: 0 | 1): string {
  const hex = (y + (sign === 1 ? 2n ** 255n : 0n)).toString(16).padStart(64, "0");
  return bytes(hex).reverse().toString("hex");
}

const PRIME = 2n ** 255n - 19n;
const ORDER_8 = 2707385501144840649318225287225658788936804267575313519463743609750303402022n;
const CANONICAL = [0n, 1n, PRIME - 1n, ORDER_8, PRIME - ORDER_8];
const SMALL = [...CANONICAL, PRIME, PRIME + 1n].flatMap((y) => [encoded(y, 0), encoded(y, 1)]);

describe.each(SMALL)("the key %s, of small order", (key) => {
  test("is refused, in environments.json and elsewhere", () => {
    expect(unsoundness(bytes(key))).toBeDefined();
    const { error } = publicKeySchema.safeParse(textOf(key));
    expect(error?.issues[0]?.message).toMatch(/^is not a secure Ed25519 key: its? /);
  });

  test("would accept a forged signature; an attestation with it is refused", () => {
    const subject: Subject = { target: "//services/orders:bundle", sha256: "ab".repeat(32) };
    const facts = { commit: "12".repeat(20), caches: "none", keyId: "", finished: new Date(0) } as const;
    const text = statement([subject], facts);
    const points = CANONICAL.flatMap((y) => [encoded(y, 0), encoded(y, 1)]);
    const forged = Array.from({ length: 200 }, (_, salt) => `${text}${" ".repeat(salt)}`)
      .flatMap((payload) => points.map((point) => ({ payload, signature: `${point}${"00".repeat(32)}` })))
      .find(({ payload, signature }) => plainly(encode(payload), key, signature));
    if (forged === undefined) throw new Error("no signature was found that Node.js accepts");
    const envelope = {
      payloadType: STATEMENT_TYPE,
      payload: Buffer.from(forged.payload).toString("base64"),
      signatures: [{ sig: bytes(forged.signature).toString("base64") }],
    };
    const file = withEnvelope(undefined, envelope);
    expect(refusal(file, subject, [trustedKey(textOf(key))])).toContain("none of its attestations is signed");
  });
});

/** DSSE's pre-authentication encoding. */
function encode(payload: string): Buffer {
  const head = `DSSEv1 ${STATEMENT_TYPE.length} ${STATEMENT_TYPE} ${Buffer.byteLength(payload)} `;
  return Buffer.from(head + payload);
}

test.each([
  ["above the field", encoded(PRIME + 3n, 0), "its encoding is not the canonical one"],
  ["of no point", encoded(2n, 0), "it is not a point on the curve"],
])("a key %s is refused", (_name, key, expected) => {
  expect(unsoundness(bytes(key))).toBe(expected);
});
