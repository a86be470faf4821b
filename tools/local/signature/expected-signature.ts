import { createHmac, timingSafeEqual } from "node:crypto";
import { Sha256 } from "@smithy/core/checksum";
import {
  ALGORITHM_IDENTIFIER,
  createScope,
  getCanonicalHeaders,
  getSigningKey,
  SignatureV4Base,
} from "@smithy/signature-v4";
import type { Credentials } from "../credentials/credentials";
import type { AwsRequest } from "../protocol/service";
import type { Claim } from "./claim";

type Signed = Pick<AwsRequest, "method" | "path" | "query" | "headers">;

/** The AWS SDK's own canonical form of a request, to verify signatures with. */
class Canonical extends SignatureV4Base {
  constructor({ service, region }: Claim) {
    const credentials = { accessKeyId: "", secretAccessKey: "" };
    // S3 takes the path as it is; the others encode it once more.
    super({ service, region, credentials, sha256: Sha256, uriEscapePath: service !== "s3" });
  }

  async stringToSign(request: Signed, claim: Claim, payloadHash: string): Promise<string> {
    const { method, path } = request;
    const names = new Set(claim.signedHeaders);
    const signed = Object.entries(request.headers).filter(([name]) => names.has(name));
    // The address is not signed, but the header `Host` is.
    const form = { method, path, protocol: "http:", hostname: "", query: queryOf(request.query) };
    const headers = getCanonicalHeaders({ ...form, headers: Object.fromEntries(signed) }, undefined, names);
    return await this.createStringToSign(
      claim.time,
      scopeOf(claim),
      this.createCanonicalRequest({ ...form, headers: {} }, headers, payloadHash),
      ALGORITHM_IDENTIFIER,
    );
  }
}

/**
 * The signature that the request would have if it were signed by this key.
 * @param payloadHash SHA-256 of the body in hex, or what replaces it
 */
export async function expectedSignature(
  request: Signed,
  claim: Claim,
  payloadHash: string,
  signingKey: Uint8Array,
): Promise<Buffer> {
  const text = await new Canonical(claim).stringToSign(request, claim, payloadHash);
  return createHmac("sha256", signingKey).update(text).digest();
}

/** The signing key for the claim's day, region and service. */
export function signingKeyOf({ date, region, service }: Claim, key: Credentials): Promise<Uint8Array> {
  return getSigningKey(Sha256, key, date, region, service);
}

export function scopeOf({ date, region, service }: Claim): string {
  return createScope(date, region, service);
}

/** Compares in constant time. @param given in hex */
export function isSignature(given: string, expected: Buffer): boolean {
  return /^[0-9a-f]{64}$/.test(given) && timingSafeEqual(Buffer.from(given, "hex"), expected);
}

/** A name that comes several times has all its values. */
function queryOf(query: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const values = query.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? "") : values];
    }),
  );
}
