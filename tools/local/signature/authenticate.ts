import { createHash } from "node:crypto";
import type { AwsRequest, AwsService } from "../protocol/service";
import type { AccountKeys } from "./account-keys";
import { type Claim, claimOf } from "./claim";
import { skewRefusal, timeOf } from "./clock-skew";
import { expectedSignature, isSignature, signingKeyOf } from "./expected-signature";
import { signatureRefusal } from "./refusals";

/** A request that claims a key of this account; the signature itself is not verified yet. */
export interface Admitted {
  readonly claim: Claim;
  readonly signingKey: Uint8Array;
  readonly protocol: AwsService["protocol"];
}

export interface Door {
  readonly keys: AccountKeys;
  /** The account's clock, milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * The caller and the time of a request, as far as they are known before the body has arrived. `prove` has to follow.
 * @throws AwsError in the request's protocol
 */
export async function admit(
  request: AwsRequest,
  protocol: AwsService["protocol"],
  { keys, now }: Door,
): Promise<Admitted> {
  const claim = readClaim(request, protocol);
  const key = keys.find(claim.accessKeyId);
  if (key === undefined) throw signatureRefusal("unknown-key", protocol);
  if (claim.sessionToken !== key.sessionToken) throw signatureRefusal("token", protocol);
  checkTime(claim, protocol, now());
  const unsigned = unsignedHeader(request, claim);
  if (unsigned !== undefined) throw signatureRefusal("unsigned-headers", protocol, unsigned);
  return { claim, signingKey: await signingKeyOf(claim, key), protocol };
}

/** The claim of a request. @throws AwsError in the request's protocol */
export function readClaim({ headers, query }: AwsRequest, protocol: AwsService["protocol"]): Claim {
  const claim = claimOf(headers, query);
  if (claim === undefined) throw signatureRefusal("missing", protocol);
  if ("incomplete" in claim) throw signatureRefusal("incomplete", protocol, claim.incomplete);
  return claim;
}

/**
 * Verifies that the request is what was signed with the key.
 * @param payloadHash SHA-256 of the body in hex, or what S3 has in its place
 * @throws AwsError in the request's protocol
 */
export async function prove(
  request: AwsRequest,
  { claim, signingKey, protocol }: Admitted,
  payloadHash: string = createHash("sha256").update(request.body).digest("hex"),
): Promise<void> {
  const expected = await expectedSignature(request, claim, payloadHash, signingKey);
  const areThere = claim.signedHeaders.every((name) => Object.hasOwn(request.headers, name));
  if (!areThere || !isSignature(claim.signature, expected)) throw signatureRefusal("mismatch", protocol);
}

function checkTime(
  { service, time, date, expires }: Claim,
  protocol: AwsService["protocol"],
  now: number,
): void {
  if (time.slice(0, 8) !== date) {
    const detail = `the date of the credential scope is ${date}, that of the request ${time}`;
    throw signatureRefusal("mismatch", protocol, detail);
  }
  // A presigned URL is valid for as long as it says; it only must not be from the future.
  const mayBeOld = expires !== undefined && timeOf(time) <= now;
  if (mayBeOld && timeOf(time) + expires * 1000 < now) throw signatureRefusal("expired", protocol);
  const skew = mayBeOld ? undefined : skewRefusal(service, time, now);
  if (skew !== undefined) throw skew;
}

/** Headers that a signature has to cover: the host, so that it is useless elsewhere, and all headers with a meaning to AWS. */
function unsignedHeader({ headers }: AwsRequest, { signedHeaders }: Claim): string | undefined {
  const needed = Object.keys(headers).filter((name) => name.startsWith("x-amz-"));
  return ["host", ...needed].find((name) => !signedHeaders.includes(name));
}
