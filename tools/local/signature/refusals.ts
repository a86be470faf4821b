import { AwsError } from "../protocol/error";
import type { AwsService } from "../protocol/service";

type Protocol = AwsService["protocol"];

/** Why a signature is refused. */
type Reason =
  | "missing"
  | "incomplete"
  | "unknown-key"
  | "token"
  | "mismatch"
  | "unsigned-headers"
  | "expired";

type Words = readonly [code: string, status: number, message: string];

const MISMATCH =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.";
const TOKEN = "The security token included in the request is invalid.";
const UNSIGNED = "There were headers present in the request which were not signed";

const jsonWords = (status: number): Readonly<Record<Reason, Words>> => ({
  missing: ["MissingAuthenticationTokenException", status, "Missing Authentication Token"],
  incomplete: [
    "IncompleteSignatureException",
    status,
    "The request signature does not conform to AWS standards",
  ],
  "unknown-key": ["UnrecognizedClientException", status, TOKEN],
  token: ["UnrecognizedClientException", status, TOKEN],
  mismatch: ["InvalidSignatureException", status, MISMATCH],
  "unsigned-headers": ["InvalidSignatureException", status, UNSIGNED],
  expired: ["InvalidSignatureException", status, "Signature expired: the time of X-Amz-Expires is over"],
});

/**
 * Each as services of the protocol word it.
 * https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html, …/AmazonS3/latest/API/ErrorResponses.html,
 * …/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
const WORDS: Readonly<Record<Protocol, Readonly<Record<Reason, Words>>>> = {
  "rest-json": jsonWords(403),
  json: jsonWords(400),
  query: {
    missing: ["MissingAuthenticationToken", 403, "Request is missing Authentication Token"],
    incomplete: ["IncompleteSignature", 403, "The request signature does not conform to AWS standards"],
    "unknown-key": ["InvalidClientTokenId", 403, TOKEN],
    token: ["InvalidClientTokenId", 403, TOKEN],
    mismatch: ["SignatureDoesNotMatch", 403, MISMATCH],
    "unsigned-headers": ["SignatureDoesNotMatch", 403, UNSIGNED],
    expired: ["RequestExpired", 403, "Request has expired"],
  },
  "rest-xml": {
    missing: ["AccessDenied", 403, "Access Denied"],
    incomplete: ["AuthorizationHeaderMalformed", 400, "The signature that you provided is not valid"],
    "unknown-key": [
      "InvalidAccessKeyId",
      403,
      "The AWS Access Key Id you provided does not exist in our records.",
    ],
    token: ["InvalidToken", 400, "The provided token is malformed or otherwise not valid."],
    mismatch: [
      "SignatureDoesNotMatch",
      403,
      "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    ],
    "unsigned-headers": ["AccessDenied", 403, UNSIGNED],
    expired: ["AccessDenied", 403, "Request has expired"],
  },
};

/** Where to get the key of this account, since any other account's is refused. */
const HINT = '; the local account has a key of its own: eval "$(./bazelw run //tools/local -- env)"';

/** @param detail what is wrong, where the reason does not say */
export function signatureRefusal(reason: Reason, protocol: Protocol, detail?: string): AwsError {
  const [code, status, text] = WORDS[protocol][reason];
  const ofNoKey = reason === "missing" || reason === "unknown-key" || reason === "token";
  const message = detail === undefined ? text : `${text}: ${detail}`;
  return new AwsError(code, status, ofNoKey ? message.replace(/\.$/, "") + HINT : message);
}
