import { createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { FerryError } from "../error";
import { unsoundness } from "./ed25519";

/** The prefix of the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410). */
const PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/** An Ed25519 public key in environments.json: its SubjectPublicKeyInfo in base64. Unsound keys are refused. */
export const publicKeySchema = z
  .string()
  .regex(/^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$/, {
    error: "must be an Ed25519 public key: openssl pkey -pubout -outform DER | base64",
    abort: true,
  })
  .superRefine((text, { addIssue }) => {
    const problem = unsoundness(Buffer.from(text, "base64").subarray(PREFIX.length));
    if (problem !== undefined) addIssue(`is not a secure Ed25519 key: ${problem}`);
  });

/** A key that verifies signatures. */
export interface TrustedKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** @param text valid by `publicKeySchema` */
export function trustedKey(text: string): TrustedKey {
  const der = Buffer.from(text, "base64");
  return { id: keyId(der), key: createPublicKey({ key: der, format: "der", type: "spki" }) };
}

/** A key that signs, with the id and the text of its public half. */
export interface SigningKey extends TrustedKey {
  readonly publicText: string;
}

/** Reads the private key from a PEM file. No part of its content appears in messages. */
export function readSigningKey(path: string | undefined): SigningKey {
  const invalid = (what: string): FerryError =>
    new FerryError("SigningKeyInvalid", what, {
      next: "set FERRY_SIGNING_KEY_FILE to the PEM file of an Ed25519 private key: openssl genpkey -algorithm ed25519",
    });
  if (path === undefined) throw invalid("FERRY_SIGNING_KEY_FILE is not set");
  let key: KeyObject;
  try {
    key = createPrivateKey(readFileSync(path));
  } catch (error) {
    throw invalid(
      `the signing key ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? "not a key"})`,
    );
  }
  if (key.asymmetricKeyType !== "ed25519")
    throw invalid(`the signing key ${path} is of type ${key.asymmetricKeyType}: it must be Ed25519`);
  const der = createPublicKey(key).export({ format: "der", type: "spki" });
  return { id: keyId(der), key, publicText: der.toString("base64") };
}

/** SHA-256 of the public key, in hexadecimal. */
function keyId(der: Buffer): string {
  return createHash("sha256").update(der).digest("hex");
}
